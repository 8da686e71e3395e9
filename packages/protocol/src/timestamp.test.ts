import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { Timestamp } from './timestamp.ts';

const timestamp = Compile(Timestamp);

test.each([
  '2026-11-22T08:30:00Z',
  '2026-11-22T08:30:00.000Z',
  '2026-11-22T08:30:00.123456789Z',
  '2026-11-22T16:30:00+08:00',
  '2024-02-29T00:00:00Z',
])('%s is a time, and the clock knows it', (text) => {
  expect(timestamp.Check(text)).toBe(true);
  expect(Date.parse(text)).not.toBeNaN();
});

test.each([
  '',
  '2026-11-22',
  '2026-11-22 08:30:00Z',
  '2026-11-22T08:30:00',
  '2026-11-22T24:00:00Z',
  '2026-02-29T00:00:00Z',
  '2016-12-31T23:59:60Z',
  '1763800200000',
])('%j is no time', (text) => {
  expect(timestamp.Check(text)).toBe(false);
});
