import { expect, test } from 'vitest';
import { hasClientLease } from './client-lease.ts';

test.each([
  [{}, true],
  [{ isAsync: true }, false],
  [{ timeoutMs: 5_000 }, false],
  [{ detachesOnInterrupt: true }, false],
])('of %j a lease is %s', (wish, has) => {
  const plain = { timeoutMs: undefined, isAsync: false, detachesOnInterrupt: false };
  expect(hasClientLease({ ...plain, ...wish })).toBe(has);
});
