import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeVariable } from './write-variables.ts';

interface VariablesGetFlags extends CallFlags, OutputFlags {}

export const variablesGetCommand = buildCommand<VariablesGetFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const variable = await connect(this, flags, flags.timeout).variables.get(name);
    await writeVariable(this, formatFor(this, flags.output), variable);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the variable' }],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Show a variable' },
});
