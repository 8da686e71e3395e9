import { expect, it } from 'vitest';
import { readByteRange } from './byte-range.ts';

it.each([
  [undefined, 'all'],
  ['bytes=0-4', [0, 5]],
  ['bytes=5-', [5, 10]],
  ['bytes=5-99', [5, 10]],
  ['bytes=-3', [7, 10]],
  ['bytes=-99', [0, 10]],
  ['bytes=10-', 'not_satisfiable'],
  ['bytes=-0', 'not_satisfiable'],
  ['bytes=5-4', 'all'],
  ['bytes=0-1,4-5', 'all'],
  ['bytes=-', 'all'],
  ['lines=0-1', 'all'],
] as const)('of ten bytes %j is %j', (header, expected) => {
  const range = readByteRange(header, 10);
  expect(range.kind === 'part' ? [range.start, range.end] : range.kind).toEqual(expected);
});

it('an empty file has no bytes to choose from', () => {
  expect(readByteRange('bytes=0-', 0).kind).toBe('not_satisfiable');
});
