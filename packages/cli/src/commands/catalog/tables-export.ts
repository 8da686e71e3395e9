import { buildCommand } from '@stricli/core';
import { connect } from '../../connect.ts';
import { commonAliases } from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile, showFilePath } from '../../flags/file-path.ts';
import { type SubmitFlags, submitFlags, toJobFields } from '../../flags/submit-flags.ts';
import { type TableName, tableArgument } from '../../flags/table-name.ts';
import { type ExportFlags, exportFlags, toExportForm } from '../../flags/transfer-flags.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { writeSubmitted } from '../write-submitted.ts';

interface TablesExportFlags extends SubmitFlags, ExportFlags {}

export const tablesExportCommand = buildCommand<
  TablesExportFlags,
  [table: TableName, to: FilePath],
  SluiceContext
>({
  async func(flags, table, to) {
    const job = await connect(this, flags).transfers.export({
      ...table,
      to: showFilePath(to),
      ...toExportForm(flags),
      ...toJobFields(this, flags),
    });
    await writeSubmitted(this, flags, job);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        tableArgument,
        { parse: parseOneFile, placeholder: 'obs://bucket/key', brief: 'the folder that it makes' },
      ],
    },
    flags: { ...exportFlags, ...submitFlags },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Export a table into a new folder of a bucket',
    fullDescription:
      'Prints the id of the job that does it. The folder is there when all of it is, or not at all. Wait for it with ' +
      'sluice jobs wait.',
  },
});
