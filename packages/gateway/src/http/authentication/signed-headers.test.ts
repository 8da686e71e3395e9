import { expect, it } from 'vitest';
import { checkSigningTime, readSignedHeaders } from './signed-headers.ts';
import { toSignedRequest } from './signed-request.ts';

const minuteMs = 60_000;
const signedAt = Date.UTC(2024, 0, 2, 3, 4, 5);
const rawHeaders = ['Host', 'a:1', 'X-Sdk-Date', '20240102T030405Z', 'X-Two', '1', 'x-two', '2'];
const request = toSignedRequest({ method: 'GET', url: '/', rawHeaders });

function read(signedHeaders: string) {
  return readSignedHeaders(request, { accessKey: 'AK1', signedHeaders, digest: '' });
}

it('reads the headers of the list, in its order, whatever their case', () => {
  expect(read('X-Sdk-Date;host')).toEqual([
    ['x-sdk-date', '20240102T030405Z'],
    ['host', 'a:1'],
  ]);
});

it('takes a list without the host, as the Go SDK sends it', () => {
  expect(read('x-sdk-date')).toEqual([['x-sdk-date', '20240102T030405Z']]);
});

it.each([
  ['host', 'SignedHeaders must name x-sdk-date'],
  ['host;x-gone;x-sdk-date', 'the signed header x-gone is not in the request'],
  ['host;x-sdk-date;x-two', 'the signed header x-two is in the request twice'],
])('refuses the list %s', (list, detail) => {
  expect(read(list)).toEqual({ kind: 'malformed', detail });
});

it.each([
  [-15 * minuteMs, true],
  [-15 * minuteMs - 1, false],
  [0, true],
  [15 * minuteMs, true],
  [15 * minuteMs + 1, false],
])('lets a request pass %i ms after it was signed: %s', (afterMs, passes) => {
  const answer = checkSigningTime([['x-sdk-date', '20240102T030405Z']], signedAt + afterMs);
  expect(answer === null).toBe(passes);
});

it('names both times when the clock is off', () => {
  const answer = checkSigningTime([['x-sdk-date', '20240102T030405Z']], signedAt + 60 * minuteMs);
  expect(answer).toEqual({
    kind: 'clock_off',
    signedAt: '20240102T030405Z',
    serverTime: '20240102T040405Z',
  });
});

it.each(['', 'now', '2024-01-02T03:04:05Z', '20240231T000000Z', '20240102T250000Z'])(
  'refuses %j, which is no time',
  (text) => {
    expect(checkSigningTime([['x-sdk-date', text]], signedAt)?.kind).toBe('malformed');
  },
);
