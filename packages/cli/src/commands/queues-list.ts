import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import { writeQueues } from './write-queues.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface QueuesListFlags extends CallFlags, OutputFlags {}

export const queuesListCommand = buildCommand<QueuesListFlags, [], SluiceContext>({
  func(flags) {
    return listQueues(this, flags);
  },
  parameters: { flags: { ...outputFlags, ...callFlags }, aliases: commonAliases },
  docs: { brief: 'List the queues' },
});

async function listQueues(context: SluiceContext, flags: QueuesListFlags): Promise<void> {
  const queues = await connect(context, flags, flags.timeout).queues();
  await writeQueues(context, formatFor(context, flags.output), queues);
}
