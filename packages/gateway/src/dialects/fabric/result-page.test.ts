import { expect, it } from 'vitest';
import { pageOf } from './result-page.ts';

it.each([
  // rows, on a page, page: pages, first row, rows
  [0, 1_000, 1, 1, 0, 0],
  [1_000, 1_000, 1, 1, 0, 1_000],
  [1_001, 1_000, 2, 2, 1_000, 1],
  [1_500, 1_000, 2, 2, 1_000, 500],
  [1_500, 1_000, 3, 2, 1_500, 0],
  [1_500, 1_000, 2_147_483_647, 2, 1_500, 0],
  [100, 16, 7, 7, 96, 4],
  [3, 1, 3, 3, 2, 1],
])('of %i rows, %i on a page, is page %i', (rows, pageRows, number, ...expected) => {
  const { pageCount, offset, rowCount } = pageOf({ rows, pageRows }, number);
  expect([pageCount, offset, rowCount]).toEqual(expected);
});
