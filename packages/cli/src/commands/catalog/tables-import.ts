import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { commonAliases } from '../../flags/common-flags.ts';
import { type FilePath, parseOneFile, showFilePath } from '../../flags/file-path.ts';
import { tableArgument } from '../../flags/table-argument.ts';
import { type TableName } from '../../flags/table-name.ts';
import { characterFlag, type FormFlags, formFlags, toForm } from '../../flags/transfer-flags.ts';
import {
  toJobFields,
  type TransferJobFlags,
  transferJobFlags,
} from '../../flags/transfer-job-flags.ts';
import type { Runnable } from '../../running/run-job.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { runTransfer, transferHelp } from '../run-transfer.ts';

interface TablesImportFlags extends TransferJobFlags, FormFlags {
  readonly overwrite: boolean;
  readonly delimiter?: string | undefined;
  readonly dateFormat?: string | undefined;
  readonly timestampFormat?: string | undefined;
}

export const tablesImportCommand = buildCommand<
  TablesImportFlags,
  [from: FilePath, into: TableName],
  SluiceContext
>({
  func(flags, from, into) {
    return importTable(this, flags, from, into);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: parseOneFile,
          placeholder: 'obs://bucket/key',
          brief: 'a file, or a folder with all files in it',
        },
        tableArgument,
      ],
    },
    flags: {
      overwrite: {
        kind: 'boolean',
        default: false,
        withNegated: false,
        brief: 'in the place of the rows that the table has',
      },
      ...formFlags,
      delimiter: characterFlag('between values of a CSV (,)'),
      dateFormat: patternFlag('how dates are written: dd/MM/yyyy (ISO 8601)'),
      timestampFormat: patternFlag('how timestamps are written: yyyy-MM-dd HH:mm:ss (ISO 8601)'),
      ...transferJobFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Import files of a bucket into a table',
    fullDescription: `All files go into it, or none of them.\n\n${transferHelp}`,
  },
});

async function importTable(
  context: SluiceContext,
  flags: TablesImportFlags,
  from: FilePath,
  into: TableName,
): Promise<void> {
  const { overwrite, delimiter, dateFormat, timestampFormat } = flags;
  const { format, csv } = toForm(flags);
  const client = connect(context, flags);
  const order = {
    from: showFilePath(from),
    ...into,
    overwrite,
    format,
    csv: { ...csv, ...(delimiter !== undefined && { delimiter }) },
    ...(dateFormat !== undefined && { date_format: dateFormat }),
    ...(timestampFormat !== undefined && { timestamp_format: timestampFormat }),
    ...toJobFields(context, flags),
  };
  const { key } = order;
  const run: Runnable['run'] = (lease, options) =>
    client.transfers.runImport({ ...order, ...lease }, options);
  await runTransfer(context, client, { key, run }, flags);
}

function patternFlag(brief: string) {
  return { kind: 'parsed', parse: String, optional: true, placeholder: 'PATTERN', brief } as const;
}
