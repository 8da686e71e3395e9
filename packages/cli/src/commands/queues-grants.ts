import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import {
  type GatewayFlags,
  type OutputFlags,
  gatewayFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeHolders } from './write-holders.ts';

interface GrantsFlags extends GatewayFlags, OutputFlags {}

export const queuesGrantsCommand = buildCommand<GrantsFlags, [queue: string], SluiceContext>({
  async func(flags, queue) {
    const holders = await connect(this, flags).grants(queue);
    await writeHolders(this, formatFor(this, flags.output), holders);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'queue', brief: 'name of the queue' }],
    },
    flags: { ...outputFlags, ...gatewayFlags },
    aliases: { o: 'output' },
  },
  docs: { brief: 'Show who holds which privileges on a queue' },
});
