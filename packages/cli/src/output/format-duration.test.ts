import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [12_340, '12.3 s'],
  [59_999, '59.9 s'],
  [245_000, '4 min 5 s'],
  [7_380_000, '2 h 3 min'],
])('shows %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
