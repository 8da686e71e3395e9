import { expect, it } from 'vitest';
import { SliceLength } from './slice-length.ts';

it('a slice is longer after one that was over soon, and shorter after one that took too long', () => {
  const length = new SliceLength({ least: 50, most: 400 });
  const lengths = [5, 7, 10, 16, 7, 5, 5, 100, 100, 100, 100].map((ms) => {
    length.took(ms);
    return length.now;
  });
  expect(lengths).toEqual([100, 200, 200, 100, 200, 400, 400, 200, 100, 50, 50]);
});
