import type { EndedJob, SluiceClient } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { formatDuration } from '../output/format-duration.ts';
import type { Format } from '../output/formats.ts';
import { countRows, describeEnding } from '../running/describe-ending.ts';
import { downloadResult, type DownloadWish } from '../running/download-result.ts';
import { goesOn } from '../running/goes-on.ts';
import type { Notes } from '../running/notes.ts';
import type { Run } from '../running/run-job.ts';
import { tellEnding } from '../running/tell-ending.ts';
import { tellStillRunning } from '../running/tell-still-running.ts';
import { tellUnwritten } from '../running/tell-unwritten.ts';
import { writeResult } from '../running/write-result.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeJob } from './write-job.ts';

export interface RowsWish {
  readonly format: Format;
  readonly limit: number | undefined;
  /** Written before the rows, where there are any. */
  readonly lead?: string;
  /** Instead of printing them. */
  readonly download?: DownloadWish | null;
}

/** Writes the rows that a statement had, or says what became of it. */
export async function tellRun(
  context: SluiceContext,
  client: SluiceClient,
  run: Run,
  wish: RowsWish,
  notes: Notes,
): Promise<ExitCode> {
  switch (run.kind) {
    case 'interrupted':
      return run.exitCode;
    case 'submitted':
      await tellUnwritten(writeJob(context, wish.format, run.job), goesOn(run.job), notes);
      return exitCodes.done;
    case 'live':
      return tellStillRunning(run.job, notes);
    case 'ended': {
      if (run.job.status !== 'succeeded') return tellEnding(run.job, notes);
      if (wish.download) {
        return downloadResult(context, client, run.job.id, wish.download);
      }
      const exitCode = await writeResult(context, client, run.job.id, wish, notes);
      if (exitCode === exitCodes.done) tellSize(context, run.job, notes);
      return exitCode;
    }
  }
}

/** A program is told nothing more: it has the rows. */
function tellSize({ process }: SluiceContext, job: EndedJob, notes: Notes): void {
  if (!process.stderr.isTTY) return;
  const { result, submitted_at, ended_at } = job;
  if (!result || result.columns.length === 0) return notes.remark(describeEnding(job));
  const tookMs = Date.parse(ended_at ?? submitted_at) - Date.parse(submitted_at);
  notes.remark(`${countRows(result.row_count)} in ${formatDuration(tookMs)}`);
}
