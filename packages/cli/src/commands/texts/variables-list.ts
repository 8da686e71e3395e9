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
import { allPages } from '../../running/all-pages.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeVariables } from './write-variables.ts';

interface VariablesListFlags extends CallFlags, OutputFlags {}

export const variablesListCommand = buildCommand<VariablesListFlags, [], SluiceContext>({
  async func(flags) {
    const { variables } = connect(this, flags, flags.timeout);
    const all = await allPages(
      (page) => variables.list(page),
      (page) => page.variables,
    );
    await writeVariables(this, formatFor(this, flags.output), all);
  },
  parameters: { flags: { ...outputFlags, ...callFlags }, aliases: commonAliases },
  docs: { brief: 'List the variables' },
});
