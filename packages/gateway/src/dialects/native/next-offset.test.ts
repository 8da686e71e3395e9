import { expect, it } from 'vitest';
import { nextOffset } from './next-offset.ts';

it('the next page begins where this one ends, while there is more, counted or not', () => {
  const page = { offset: 20, limit: 10 };
  expect([31, 30, 5, null].map((total) => nextOffset(page, total))).toEqual([30, null, null, 30]);
});
