import { expect, it } from 'vitest';
import { heartbeatMs } from './heartbeat.ts';
import { idleLimitMs } from './idle-limit.ts';

it.each([
  [undefined, undefined],
  [null, undefined],
  ['600s', 600_000],
  ['10m', 600_000],
  ['10min', 600_000],
  ['1h', 3_600_000],
  ['2d', 172_800_000],
  ['1500', 1_500],
  ['1us', 1],
  [' 5 S ', 5_000],
  ['999999999999999d', 3_153_600_000_000],
])('a ttl of %j is %j', (ttl, expected) => {
  expect(idleLimitMs(ttl)).toBe(expected);
});

it.each(['', '0', '0s', '-1s', '1.5h', 's', '10 parsecs', '10mm', '1e3s'])(
  'a ttl of %j cannot be read',
  (ttl) => {
    expect(idleLimitMs(ttl)).toBe('malformed');
  },
);

it.each([
  [undefined, undefined],
  [null, undefined],
  [0, undefined],
  [60, 60_000],
  [999_999_999, 86_400_000],
])('a heartbeat of %j seconds is %j', (heartbeatS, expected) => {
  expect(heartbeatMs(heartbeatS)).toBe(expected);
});
