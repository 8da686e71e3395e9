import { buildCommand } from '../../build-command.ts';
import { connect } from '../../connect.ts';
import { commonAliases } from '../../flags/common-flags.ts';
import { type FilePath, parseFolder, showFilePath } from '../../flags/file-path.ts';
import { tableArgument } from '../../flags/table-argument.ts';
import { type TableName } from '../../flags/table-name.ts';
import { type ExportFlags, exportFlags, toExportForm } from '../../flags/transfer-flags.ts';
import {
  toJobFields,
  type TransferJobFlags,
  transferJobFlags,
} from '../../flags/transfer-job-flags.ts';
import type { Runnable } from '../../running/run-job.ts';
import type { SluiceContext } from '../../sluice-context.ts';
import { runTransfer, transferHelp } from '../run-transfer.ts';

interface TablesExportFlags extends TransferJobFlags, ExportFlags {}

export const tablesExportCommand = buildCommand<
  TablesExportFlags,
  [table: TableName, to: FilePath],
  SluiceContext
>({
  async func(flags, table, to) {
    const client = connect(this, flags);
    const order = {
      ...table,
      to: showFilePath(to),
      ...toExportForm(flags),
      ...toJobFields(this, flags),
    };
    const { key } = order;
    const run: Runnable['run'] = (lease, options) =>
      client.transfers.runExport({ ...order, ...lease }, options);
    await runTransfer(this, client, { key, run }, flags);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        tableArgument,
        {
          parse: parseFolder,
          placeholder: 'obs://bucket/folder',
          brief: 'the folder that it makes',
        },
      ],
    },
    flags: { ...exportFlags, ...transferJobFlags },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Export a table into a new folder of a bucket',
    fullDescription: `The folder is there when all of it is, or not at all.\n\n${transferHelp}`,
  },
});
