import { expect, test } from 'vitest';
import { readLimit } from './read-limit.ts';

test.each([
  ['queued_jobs', 'none', null],
  ['queued_jobs', '0', null],
  ['queued_jobs', '1', 1],
  ['requests_per_second', '100000', 100_000],
  ['results_bytes', '0', null],
  ['results_bytes', '12345', 12_345],
  ['results_bytes', '500MB', 500_000_000],
  ['results_bytes', '2GiB', 2_147_483_648],
] as const)('%s takes %j', (quota, text, limit) => {
  expect(readLimit(quota, text)).toBe(limit);
});

test.each(['', ' 1', '-1', '1.5', '01', '1e3', 'many', '9'.repeat(16), 'noneMB', '0MB'])(
  'no quota takes %j',
  (text) => {
    expect(readLimit('queued_jobs', text)).toBe('malformed');
    expect(readLimit('results_bytes', text)).toBe('malformed');
  },
);

test('a unit is for sizes, and must be one', () => {
  expect(readLimit('queued_jobs', '5MB')).toBe('malformed');
  for (const text of ['5mb', '5M', '5XB', '999999999TiB']) {
    expect(readLimit('results_bytes', text)).toBe('malformed');
  }
});
