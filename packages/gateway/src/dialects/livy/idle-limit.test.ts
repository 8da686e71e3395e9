import { expect, it } from 'vitest';
import { idleLimitMs } from './idle-limit.ts';

it.each([
  [undefined, undefined, undefined],
  [null, null, undefined],
  [null, 0, undefined],
  ['600s', undefined, 600_000],
  ['10m', null, 600_000],
  ['10min', 0, 600_000],
  ['1h', undefined, 3_600_000],
  ['2d', undefined, 172_800_000],
  ['1500', undefined, 1_500],
  ['1us', undefined, 1],
  [' 5 S ', undefined, 5_000],
  [undefined, 60, 60_000],
  // The shorter one.
  ['1h', 60, 60_000],
  ['10s', 60, 10_000],
  ['999999999999999d', undefined, 3_153_600_000_000],
])('a ttl of %j and a heartbeat of %j are %j', (ttl, heartbeatS, expected) => {
  expect(idleLimitMs(ttl, heartbeatS)).toBe(expected);
});

it.each(['', '0', '0s', '-1s', '1.5h', 's', '10 parsecs', '10mm', '1e3s'])(
  'a ttl of %j cannot be read',
  (ttl) => {
    expect(idleLimitMs(ttl, 60)).toBe('malformed');
  },
);
