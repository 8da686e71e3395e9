import { expect, it } from 'vitest';
import type { ResultSummary } from '../../core/job/ending.ts';
import { pageOf } from './result-page.ts';

it.each([
  // rows, of which wanted, bytes with the engine, page: pages, first row, rows
  [0, 0, 0, 1, 1, 0, 0],
  [1_000, 1_000, 1_000, 1, 1, 0, 1_000],
  [1_001, 1_001, 1_000, 2, 2, 1_000, 1],
  [5_000, 1_500, 1_000, 2, 2, 1_000, 500],
  [5_000, 1_500, 1_000, 3, 2, 1_500, 0],
  [5_000, 1_500, 1_000, 2_147_483_647, 2, 1_500, 0],
  // 1 MiB a row.
  [100, 100, 100 * 2 ** 20, 2, 7, 16, 16],
  // Wider than a page.
  [3, 3, 100 * 2 ** 20, 3, 3, 2, 1],
])('of %i rows, %i wanted, in %i bytes, is page %i', (rows, wanted, bytes, number, ...expected) => {
  const { pageCount, offset, rowCount } = pageOf(resultOf(rows, bytes), wanted, number);
  expect([pageCount, offset, rowCount]).toEqual(expected);
});

function resultOf(rowCount: number, bytes: number): ResultSummary {
  return { columns: [], rowCount, affectedRows: null, rows: { at: 'engine', bytes } };
}
