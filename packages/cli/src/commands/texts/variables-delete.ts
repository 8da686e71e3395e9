import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { type CallFlags, callFlags } from '../../flags/common-flags.ts';
import type { SluiceContext } from '../../sluice-context.ts';

export const variablesDeleteCommand = buildCommand<CallFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    await connect(this, flags, flags.timeout).variables.delete(name);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the variable' }],
    },
    flags: callFlags,
    aliases: { q: 'quiet' },
  },
  docs: { brief: 'Delete a variable; its owner and admins may' },
});
