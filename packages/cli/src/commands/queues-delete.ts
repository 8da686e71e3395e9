import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { type CallFlags, callFlags } from '../flags/common-flags.ts';
import { queueArgument } from '../flags/queue-name.ts';
import type { SluiceContext } from '../sluice-context.ts';

export const queuesDeleteCommand = buildCommand<CallFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    await connect(this, flags, flags.timeout).deleteQueue(name);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [queueArgument],
    },
    flags: callFlags,
    aliases: { q: 'quiet' },
  },
  docs: {
    brief: 'Delete a queue on which nothing waits or runs',
    fullDescription:
      'Its ended jobs stay. Where jobs wait or run, or sessions are open, it is refused: end them first, ' +
      'for instance with sluice queues restart NAME --force.',
  },
});
