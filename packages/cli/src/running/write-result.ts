import type { Job, SluiceClient } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Format } from '../output/formats.ts';
import { type RowFormat, writeRows } from '../output/write-rows.ts';
import { writeText } from '../output/write-text.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { countRows } from './describe-ending.ts';
import { listenForInterrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';

export interface ResultWish {
  readonly format: Format;
  readonly offset?: number | undefined;
  /** Absent: 1,000 for a table, which is for a person; else all. */
  readonly limit?: number | undefined;
  /** How long each part may take. */
  readonly timeoutMs?: number | undefined;
  /** Written before the rows of a table or of YAML, where there are any. */
  readonly lead?: string;
}

const tableLimit = 1_000;

/** Writes the rows of a job that succeeded to stdout, and says what it left out. A Ctrl-C ends it. */
export async function writeResult(
  context: SluiceContext,
  client: SluiceClient,
  jobId: Job['id'],
  { format, offset = 0, limit, timeoutMs, lead = '' }: ResultWish,
  notes: Notes,
): Promise<ExitCode> {
  if (format === 'name') {
    await writeText(context.process.stdout, `${jobId}\n`);
    return exitCodes.done;
  }
  using interrupts = listenForInterrupts(context.signals);
  const signal = interrupts.first;
  const most = limit ?? (format === 'table' ? tableLimit : undefined);
  const part = { offset, limit: most, timeoutMs, signal };
  try {
    const totalRows =
      format === 'csv'
        ? await copyCsv(context, client, jobId, part)
        : await copyRows(context, client, jobId, part, format, lead);
    tellWhatIsLeftOut(totalRows, offset, most, jobId, notes);
  } catch (error) {
    if (!signal.aborted) throw error;
    notes.say(`stopped: the output is not whole. The result is kept: sluice jobs result ${jobId}`);
  }
  return signal.aborted ? exitCodes.interrupted : exitCodes.done;
}

interface Part {
  readonly offset: number;
  readonly limit: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal;
}

/** The gateway's own bytes, never more of them in memory than stdout has taken. */
async function copyCsv(
  context: SluiceContext,
  client: SluiceClient,
  jobId: string,
  part: Part,
): Promise<number | null> {
  const { totalRows, body } = await client.download(jobId, 'csv', part);
  for await (const bytes of body) await writeText(context.process.stdout, bytes, part.signal);
  return totalRows;
}

async function copyRows(
  context: SluiceContext,
  client: SluiceClient,
  jobId: string,
  part: Part,
  format: RowFormat,
  lead: string,
): Promise<number> {
  const { columns, totalRows, rows } = await client.result(jobId, part);
  const { signal } = part;
  if (columns.length > 0 && lead !== '') await writeText(context.process.stdout, lead, signal);
  if (columns.length > 0 || format === 'json') {
    await writeRows(context, format, columns, rows, signal);
  }
  return totalRows;
}

/** I11: no rows are left out in silence, however quiet the user wants it. */
function tellWhatIsLeftOut(
  totalRows: number | null,
  offset: number,
  limit: number | undefined,
  jobId: string,
  notes: Notes,
): void {
  if (totalRows === null || limit === undefined || offset + limit >= totalRows) return;
  const shown = offset === 0 ? countRows(limit) : `${countRows(limit)} from ${offset}`;
  notes.say(
    `${shown} of ${totalRows.toLocaleString('en')} in all: --limit shows more, ` +
      `"sluice jobs result ${jobId} -o csv" writes all`,
  );
}
