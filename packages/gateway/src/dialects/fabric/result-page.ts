import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { ResultSummary } from '../../core/job/ending.ts';
import type { EndedJob } from '../../core/job/job.ts';
import type { PageBound } from '../../core/ports/result-reader.ts';
import { rowLimitOf } from './row-limit.ts';
import { resultSetOf } from './statement-status.ts';

/** Of a page (fabric-api.md 15, 13). */
const most: PageBound = { rows: 1_000, bytes: 16 * 1_024 * 1_024 };

/** A result of which rows are wanted, and how it is cut into pages. */
export interface PagedResult {
  readonly job: EndedJob;
  readonly result: ResultSummary;
  /** How many of its rows are wanted. */
  readonly rows: number;
  /** How many are on a page. Of one result all pages are of one size. */
  readonly pageRows: number;
}

export interface ResultPage {
  readonly pageCount: number;
  /** The first row, counted from 0, and how many; none past the end. */
  readonly offset: number;
  readonly rowCount: number;
}

/** Null where the statement has no rows to give. Of wide rows fewer are on a page. */
export async function pagedResult(
  actions: GuardedActions,
  job: EndedJob,
): Promise<PagedResult | null> {
  const result = resultSetOf(job);
  if (!result) return null;
  const rows = Math.min(result.rowCount, rowLimitOf(job));
  return { job, result, rows, pageRows: await actions.pageRows(job, most) };
}

/**
 * Page `number` of a result. A result of no rows is one page (fabric-api.md 15, 13).
 * @param number counted from 1
 */
export function pageOf(
  { rows, pageRows }: Pick<PagedResult, 'rows' | 'pageRows'>,
  number: number,
): ResultPage {
  const offset = Math.min((number - 1) * pageRows, rows);
  return {
    pageCount: Math.max(1, Math.ceil(rows / pageRows)),
    offset,
    rowCount: Math.min(pageRows, rows - offset),
  };
}
