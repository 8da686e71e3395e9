import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { formatFor } from '../output/formats.ts';
import { queueArgument } from '../flags/queue-name.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeHolders } from './write-holders.ts';

interface GrantsFlags extends CallFlags, OutputFlags {}

export const queuesGrantsCommand = buildCommand<GrantsFlags, [queue: string], SluiceContext>({
  async func(flags, queue) {
    const holders = await connect(this, flags, flags.timeout).grants(queue);
    await writeHolders(this, formatFor(this, flags.output), holders);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ ...queueArgument, placeholder: 'queue' }],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Show who holds which privileges on a queue' },
});
