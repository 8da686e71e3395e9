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

interface VariablesPutFlags extends CallFlags, OutputFlags {}

export const variablesPutCommand = buildCommand<
  VariablesPutFlags,
  [name: string, value: string],
  SluiceContext
>({
  async func(flags, name, value) {
    const variable = await connect(this, flags, flags.timeout).variables.put(name, { value });
    await writeVariable(this, formatFor(this, flags.output), variable);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'name', brief: 'name of the variable' },
        { parse: String, placeholder: 'value', brief: 'what {{name}} stands for' },
      ],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: { brief: 'Give a variable its value, or another one' },
});
