import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../../flags/common-flags.ts';
import { sourceAliases, type SourceFlags, sourceFlags } from '../../flags/statement-flags.ts';
import { formatFor } from '../../output/formats.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { readStatement } from '../read-statement.ts';
import { writeTemplate } from './write-templates.ts';

interface TemplatesPutFlags extends CallFlags, OutputFlags, SourceFlags {
  readonly description?: string | undefined;
  readonly group?: string | undefined;
}

export const templatesPutCommand = buildCommand<
  TemplatesPutFlags,
  [name: string, source?: string],
  SluiceContext
>({
  async func(flags, name, source) {
    const { description, group } = flags;
    const sql = await readStatement(this, flags, source);
    const template = await connect(this, flags, flags.timeout).templates.put(name, {
      sql,
      ...(description !== undefined && { description }),
      ...(group !== undefined && { group }),
    });
    await writeTemplate(this, formatFor(this, flags.output), template);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'name', brief: 'name of the template' },
        { parse: String, optional: true, placeholder: '-', brief: 'read it from standard input' },
      ],
    },
    flags: {
      ...sourceFlags,
      description: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'TEXT',
        brief: 'what it is for, for people',
      },
      group: {
        kind: 'parsed',
        parse: String,
        optional: true,
        placeholder: 'NAME',
        brief: 'a word to find it by',
      },
      ...outputFlags,
      ...callFlags,
    },
    aliases: { ...commonAliases, ...sourceAliases },
  },
  docs: {
    brief: 'Save a statement as a template, in the place of one of that name',
    customUsage: ['late -c "SELECT * FROM samples.flights WHERE delay > {{late}}"'],
  },
});
