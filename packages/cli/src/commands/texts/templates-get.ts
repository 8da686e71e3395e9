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
import { writeTemplate } from './write-templates.ts';

interface TemplatesGetFlags extends CallFlags, OutputFlags {}

export const templatesGetCommand = buildCommand<TemplatesGetFlags, [name: string], SluiceContext>({
  async func(flags, name) {
    const template = await connect(this, flags, flags.timeout).templates.get(name);
    await writeTemplate(this, formatFor(this, flags.output), template);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'name of the template' }],
    },
    flags: { ...outputFlags, ...callFlags },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Show a template',
    fullDescription: 'To run it: sluice sql --template NAME',
  },
});
