import { buildCommand } from '../build-command.ts';
import { connect } from '../connect.ts';
import {
  commonAliases,
  type CallFlags,
  type OutputFlags,
  callFlags,
  outputFlags,
} from '../flags/common-flags.ts';
import { type DownloadFlags, downloadFlags, downloadOf } from '../flags/download-flags.ts';
import { idArgument } from '../flags/job-id.ts';
import { wholeNumber } from '../flags/whole-number.ts';
import { formatFor } from '../output/formats.ts';
import { demandPlace } from '../running/demand-place.ts';
import { downloadResult } from '../running/download-result.ts';
import { notesFor } from '../running/notes.ts';
import { writeResult } from '../running/write-result.ts';
import type { SluiceContext } from '../sluice-context.ts';

interface JobsResultFlags extends CallFlags, OutputFlags, DownloadFlags {
  readonly offset: number;
  readonly limit?: number | undefined;
}

export const jobsResultCommand = buildCommand<JobsResultFlags, [id: string], SluiceContext>({
  func(flags, id) {
    return showResult(this, flags, id);
  },
  parameters: {
    positional: idArgument('job'),
    flags: {
      offset: {
        kind: 'parsed',
        parse: wholeNumber(0),
        default: '0',
        placeholder: 'ROWS',
        brief: 'how many rows to pass over',
      },
      limit: {
        kind: 'parsed',
        parse: wholeNumber(1),
        optional: true,
        placeholder: 'ROWS',
        brief: 'how many rows to print; default: 1000 in a table, else all',
      },
      ...downloadFlags,
      ...outputFlags,
      ...callFlags,
    },
    aliases: commonAliases,
  },
  docs: { brief: 'Print the rows of a job that succeeded, or write them into a file' },
});

async function showResult(
  context: SluiceContext,
  flags: JobsResultFlags,
  id: string,
): Promise<void> {
  const { offset, limit, output, quiet, timeout: timeoutMs } = flags;
  const download = downloadOf(flags);
  if (download) demandPlace(context, download.target);
  const client = connect(context, flags, timeoutMs);
  if (download) {
    const wish = { ...download, offset, limit, timeoutMs, isQuiet: quiet };
    context.process.exitCode = await downloadResult(context, client, id, wish);
    return;
  }
  const wish = { format: formatFor(context, output), offset, limit, timeoutMs };
  context.process.exitCode = await writeResult(context, client, id, wish, notesFor(context, false));
}
