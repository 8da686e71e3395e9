import { expect, test } from 'vitest';
import { clientLeaseFrom, couldHearClients } from './client-lease.ts';

test('a lease runs out its length after it began', () => {
  expect(clientLeaseFrom(1_000, 30_000)).toEqual({ lengthMs: 30_000, until: 31_000 });
});

const before = { now: 100_000, steady: 5_000 };

test.each([
  ['in time', { now: 100_250, steady: 5_250 }, true],
  ['beside an ordinary correction of the clock', { now: 101_100, steady: 5_250 }, true],
  ['late', { now: 105_001, steady: 10_001 }, false],
  ['after the clock was set forward', { now: 3_700_250, steady: 5_250 }, false],
  ['after the clock was set back', { now: 250, steady: 5_250 }, false],
])('a look that comes %s', (_when, look, could) => {
  expect(couldHearClients(before, look)).toBe(could);
});

test('the first look has heard nobody', () => {
  expect(couldHearClients(null, before)).toBe(false);
});
