import type { Column, ResultPage } from '@sluice/protocol';
import { type Gateway, callGateway } from './call-gateway.ts';
import type { ExactValue } from './exact-json.ts';

export type Row = readonly ExactValue[];

export interface ResultOptions {
  /** The first row wanted, counted from 0. */
  readonly offset?: number | undefined;
  /** At most so many rows, 1 or more; all when absent. */
  readonly limit?: number | undefined;
  /** Rows a request, 1 to 10,000; 5,000 when absent. */
  readonly pageRows?: number;
  /** For each page. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A result, read page by page while its rows are taken. */
export interface Result {
  readonly columns: readonly Column[];
  /** Rows of the whole result, whatever was asked for (I11). */
  readonly totalRows: number;
  /** Can be run through once. */
  readonly rows: AsyncIterableIterator<Row>;
}

const defaultPageRows = 5_000;

export async function readResult(
  gateway: Gateway,
  jobId: string,
  {
    offset = 0,
    limit = Infinity,
    pageRows = defaultPageRows,
    timeoutMs = 60_000,
    signal,
  }: ResultOptions,
): Promise<Result> {
  const end = offset + limit;
  const fetchPage = (from: number) =>
    callGateway<ResultPage>(
      gateway,
      {
        method: 'GET',
        path: `/jobs/${encodeURIComponent(jobId)}/result`,
        query: { offset: from, limit: Math.min(pageRows, end - from) },
        timeoutMs,
        signal,
      },
      'rows',
    );
  const first = await fetchPage(offset);
  return { columns: first.columns, totalRows: first.total, rows: rowsFrom(first, end, fetchPage) };
}

async function* rowsFrom(
  first: ResultPage,
  end: number,
  fetchPage: (from: number) => Promise<ResultPage>,
): AsyncGenerator<Row> {
  for (let page = first; ;) {
    yield* page.rows as Row[];
    const next = page.next_offset;
    if (next === null || next >= end) return;
    page = await fetchPage(next);
  }
}
