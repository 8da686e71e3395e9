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
import { writeTemplates } from './write-templates.ts';

interface TemplatesListFlags extends CallFlags, OutputFlags {
  readonly group?: string | undefined;
}

export const templatesListCommand = buildCommand<TemplatesListFlags, [], SluiceContext>({
  async func(flags) {
    const { group } = flags;
    const { templates } = connect(this, flags, flags.timeout);
    const all = await allPages(
      (page) => templates.list({ ...page, ...(group !== undefined && { group }) }),
      (page) => page.templates,
    );
    await writeTemplates(this, formatFor(this, flags.output), all);
  },
  parameters: {
    flags: {
      group: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'only those of this group',
      },
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'List the templates' },
});
