import { expect, test } from 'vitest';
import { readLimit } from './read-limit.ts';

test.each([
  ['none', null],
  ['0', null],
  ['1', 1],
  ['100000', 100_000],
])('%j is a limit', (text, limit) => {
  expect(readLimit(text)).toBe(limit);
});

test.each(['', ' 1', '-1', '1.5', '01', '1e3', 'many', '9'.repeat(16)])('%j is none', (text) => {
  expect(readLimit(text)).toBe('malformed');
});
