import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import { commonAliases } from '../flags/common-flags.ts';
import { type FilePath, parseFolder, showFilePath } from '../flags/file-path.ts';
import { idArgument } from '../flags/job-id.ts';
import { type ExportFlags, exportFlags, toExportForm } from '../flags/transfer-flags.ts';
import {
  toJobFields,
  type TransferJobFlags,
  transferJobFlags,
} from '../flags/transfer-job-flags.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import type { Runnable } from '../running/run-job.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { runTransfer, transferHelp } from './run-transfer.ts';

interface JobsExportFlags extends TransferJobFlags, ExportFlags {
  readonly limit?: number | undefined;
}

export const jobsExportCommand = buildCommand<
  JobsExportFlags,
  [id: string, to: FilePath],
  SluiceContext
>({
  async func(flags, id, to) {
    const { limit } = flags;
    const client = connect(this, flags);
    const order = {
      to: showFilePath(to),
      ...toExportForm(flags),
      ...(limit !== undefined && { limit }),
      ...toJobFields(this, flags),
    };
    const { key } = order;
    const run: Runnable['run'] = (lease, options) =>
      client.transfers.runResultExport(id, { ...order, ...lease }, options);
    await runTransfer(this, client, { key, run }, flags);
  },
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        ...idArgument('job').parameters,
        {
          parse: parseFolder,
          placeholder: 'obs://bucket/folder',
          brief: 'the folder that it makes',
        },
      ],
    },
    flags: {
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        placeholder: 'ROWS',
        brief: 'how many rows go out; default: all',
      },
      ...exportFlags,
      ...transferJobFlags,
    },
    aliases: commonAliases,
  },
  docs: {
    brief: 'Export the rows of a query into a new folder of a bucket',
    fullDescription:
      'The rows go out as they are kept; the query does not run again. To have them in a file of this machine: sluice jobs ' +
      `result --download.\n\n${transferHelp}`,
  },
});
