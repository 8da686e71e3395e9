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
import { writeQueue } from './write-queue.ts';

interface QueuesGetFlags extends CallFlags, OutputFlags {}

export const queuesGetCommand = buildCommand<QueuesGetFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const queue = await connect(this, flags, flags.timeout).queue(name);
    await writeQueue(this, formatFor(this, flags.output), queue);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [queueArgument],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Show a queue' },
});
