import { buildCommand } from '@stricli/core';
import { connect } from '../connect.ts';
import { type GatewayFlags, gatewayFlags } from '../flags/common-flags.ts';
import type { SluiceContext } from '../sluice-context.ts';

export const queuesDeleteCommand = buildCommand<GatewayFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    await connect(this, flags).deleteQueue(name);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the queue' }],
    },
    flags: gatewayFlags,
  },
  docs: {
    brief: 'Delete a queue on which nothing waits or runs',
    fullDescription:
      'Its ended jobs stay. Where jobs wait or run, or sessions are open, it is refused: end them first, ' +
      'for instance with sluice queues restart NAME --force.',
  },
});
