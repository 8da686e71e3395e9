import { expect, it } from 'vitest';
import { BoundedNames } from './bounded-names.ts';

it('knows as many names as it may, for good, and calls all others by one', () => {
  const names = new BoundedNames(2);
  expect(['a', 'b', 'c', 'a', 'd', 'b'].map((name) => names.of(name))).toEqual([
    'a',
    'b',
    '(others)',
    'a',
    '(others)',
    'b',
  ]);
});
