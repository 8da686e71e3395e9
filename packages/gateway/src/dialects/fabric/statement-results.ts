import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { EndedJob } from '../../core/job/job.ts';
import type { Receipt } from '../../core/job/receipt.ts';
import { inPieces } from '../in-pieces.ts';
import { startStream } from '../start-stream.ts';
import { toRowType } from './pg-types.ts';
import { toPgRow } from './pg-row.ts';
import { pagedResult, type PagedResult, pageOf } from './result-page.ts';
import { toSqlOutcome } from './sql-outcome.ts';
import type { StatementFields } from './statement-fields.ts';

export interface ResultsReader {
  readonly actions: GuardedActions;
  readonly principal: Principal;
  /** Aborts when nobody reads any more. */
  readonly left: AbortSignal;
}

/**
 * The body of a request that has ended, with one entry for each statement that was executed
 * (fabric-api.md 6.4). Rows go out as they are read, so that a page takes no memory.
 * @param pageNumber of each result; counted from 1
 */
export function streamResults(
  reader: ResultsReader,
  fields: StatementFields,
  executed: readonly EndedJob[],
  pageNumber: number,
): ReturnType<typeof startStream> {
  return startStream(inPieces(body(reader, fields, executed, pageNumber)));
}

/** Whether a result of it was kept for its time, and is gone. */
export function hasExpired(executed: readonly EndedJob[]): boolean {
  return executed.some(
    ({ state: { ending } }) => ending.how === 'succeeded' && ending.result.rows.at === 'expired',
  );
}

async function* body(
  reader: ResultsReader,
  fields: StatementFields,
  executed: readonly EndedJob[],
  pageNumber: number,
): AsyncGenerator<string> {
  yield `${JSON.stringify(fields).slice(0, -1)},"results":[`;
  let before = '';
  for (const job of executed) {
    yield before;
    const paged = await pagedResult(reader.actions, job);
    if (paged) yield* resultSet(reader, paged, pageNumber);
    else yield JSON.stringify(await noResultSet(reader, job, pageNumber));
    before = ',';
  }
  yield ']}';
}

async function* resultSet(
  reader: ResultsReader,
  paged: PagedResult,
  pageNumber: number,
): AsyncGenerator<string> {
  const { pageCount, rowCount } = pageOf(paged, pageNumber);
  const entry = {
    status: 'PGRES_TUPLES_OK',
    ...identified(paged.job),
    num_rows: paged.rows,
    row_count: rowCount,
    page_no: pageNumber,
    page_count: pageCount,
  };
  yield `${JSON.stringify(entry).slice(0, -1)},"result_set":`;
  yield* resultSetText(reader, paged, pageNumber);
  yield '}';
}

/** The columns, and the rows of one page, as the text of an object. */
export async function* resultSetText(
  { actions, principal, left }: ResultsReader,
  paged: PagedResult,
  pageNumber: number,
): AsyncGenerator<string> {
  const { job, result } = paged;
  const { columns } = result;
  const { offset, rowCount } = pageOf(paged, pageNumber);
  yield `{"columns":${JSON.stringify(columns.map(toRowType))},"rows":[`;
  if (rowCount > 0) {
    const page = { offset, limit: rowCount };
    const answer = await actions.readResult(principal, job.id, page, left);
    if (answer.kind !== 'rows') throw new Error(`the rows of ${job.id} are ${answer.kind}`);
    let before = '';
    for await (const row of answer.rows) {
      yield before + JSON.stringify(toPgRow(row, columns));
      before = ',';
    }
  }
  yield ']}';
}

/** What is said of a statement that has no rows, or did not succeed. */
export async function noResultSet(
  { actions, principal }: ResultsReader,
  job: EndedJob,
  pageNumber: number,
) {
  const { ending } = job.state;
  const receipt = ending.how === 'cancelled' ? await actions.receiptOf(principal, job.id) : null;
  const affected = ending.how === 'succeeded' ? ending.result.affectedRows : null;
  return {
    status: ending.how === 'succeeded' ? 'PGRES_COMMAND_OK' : 'PGRES_FATAL_ERROR',
    ...identified(job, receipt),
    num_rows: affected ?? 0,
    row_count: 0,
    page_no: pageNumber,
    page_count: 0,
    result_set: { columns: [], rows: [] },
  };
}

/** @param receipt of a cancel */
export function identified(job: EndedJob, receipt: Receipt | null = null) {
  const { errCode, sqlState, message } = toSqlOutcome(job, receipt);
  return { statement_id: job.id, err_code: errCode, sql_state: sqlState, message };
}
