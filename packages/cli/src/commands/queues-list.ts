import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import { writeQueues } from './write-queues.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface QueuesListFlags extends GatewayFlags, OutputFlags {}

export const queuesListCommand = buildCommand<QueuesListFlags, [], SluiceContext>({
  func(flags) {
    return listQueues(this, flags);
  },
  parameters: { flags: { ...outputFlags, ...gatewayFlags }, aliases: { o: 'output' } },
  docs: { brief: 'List the queues' },
});

async function listQueues(context: SluiceContext, flags: QueuesListFlags): Promise<void> {
  const queues = await connect(context, flags).queues();
  await writeQueues(context, formatFor(context, flags.output), queues);
}
