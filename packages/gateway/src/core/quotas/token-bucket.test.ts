import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeToken, type TokenBucket } from './token-bucket.ts';

const start = Date.UTC(2026, 0, 1);

/** How many of `count` requests at these times pass. */
function passed(perSecond: number, times: readonly number[]): number {
  let bucket: TokenBucket | null = null;
  let count = 0;
  for (const now of times) {
    const taken = takeToken(bucket, perSecond, now);
    bucket = taken.bucket;
    if (taken.kind === 'taken') count++;
  }
  return count;
}

test("a second's worth may come at once, and no more", () => {
  expect(
    passed(
      5,
      Array.from({ length: 50 }, () => start),
    ),
  ).toBe(5);
});

test('says how long to wait, and not a millisecond too little', () => {
  const { bucket } = takeToken({ tokens: 1, at: start }, 3, start);
  const empty = takeToken(bucket, 3, start);
  if (empty.kind !== 'empty') throw new Error(empty.kind);
  expect(empty.waitMs).toBe(334);
  expect(takeToken(empty.bucket, 3, start + empty.waitMs - 1).kind).toBe('empty');
  expect(takeToken(empty.bucket, 3, start + empty.waitMs).kind).toBe('taken');
});

test('who is refused pays nothing: he passes as soon as one who did not ask would', () => {
  const asked = Array.from({ length: 1_000 }, (_, ms) => start + ms);
  expect(passed(2, asked)).toBe(3);
});

test('a clock that is set back fills nothing and blocks nobody', () => {
  const drained = { tokens: 0, at: start };
  const hourMs = 3_600_000;
  const back = takeToken(drained, 2, start - hourMs);
  expect(back.kind).toBe('empty');
  expect(takeToken(back.bucket, 2, start - hourMs + 500).kind).toBe('taken');
});

test('in any stretch of time no more pass than the rate and one burst', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), gaps, (perSecond, steps) => {
      let now = start;
      const times = steps.map((step) => (now += step));
      const most = perSecond + (perSecond * (now - start)) / 1_000;
      expect(passed(perSecond, times)).toBeLessThanOrEqual(most);
    }),
  );
});
