import type { ResultSummary } from '../../core/job/ending.ts';

/** The rows of a page at most, and the bytes that they take where they lie, on average. */
const mostRows = 1_000;
const mostBytes = 16 * 1_024 * 1_024;

export interface ResultPage {
  readonly pageCount: number;
  /** The first row, counted from 0, and how many; none past the end. */
  readonly offset: number;
  readonly rowCount: number;
}

/**
 * Page `number` of a result of which `rows` are wanted. A result of none is one page (fabric-api.md 15,
 * 13). Of wide rows fewer are on a page; of one result all pages are of one size.
 * @param number counted from 1
 */
export function pageOf(result: ResultSummary, rows: number, number: number): ResultPage {
  const size = pageSize(result);
  const offset = Math.min((number - 1) * size, rows);
  return {
    pageCount: Math.max(1, Math.ceil(rows / size)),
    offset,
    rowCount: Math.min(size, rows - offset),
  };
}

function pageSize({ rows, rowCount }: ResultSummary): number {
  if (rows.at !== 'engine' || rows.bytes === 0) return mostRows;
  const fitting = Math.floor((mostBytes * rowCount) / rows.bytes);
  return Math.min(mostRows, Math.max(1, fitting));
}
