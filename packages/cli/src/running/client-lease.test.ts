import { ConnectionError, ProblemError } from '@sluice/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { clientLeaseMs, hasClientLease, keepClientLease } from './client-lease.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Answers each renewal with the next of these errors, and then with success. */
function renewals(...errors: Error[]) {
  const asked: string[] = [];
  const client = {
    renewLease: (jobId: string) => {
      asked.push(jobId);
      const error = errors.shift();
      const lease = { client_lease_ms: clientLeaseMs, runs_out_at: '2026-11-22T08:30:00.000Z' };
      return error ? Promise.reject(error) : Promise.resolve(lease);
    },
  };
  return { client, asked };
}

test('a lease is renewed until it is disposed of, also after a renewal was lost', async () => {
  const lost = new ConnectionError('http://127.0.0.1:1', new Error('connection refused'));
  const { client, asked } = renewals(lost);
  const lease = keepClientLease(client, 'job-1');
  await vi.advanceTimersByTimeAsync(clientLeaseMs);
  expect(asked).toEqual(['job-1', 'job-1', 'job-1']);
  lease[Symbol.dispose]();
  await vi.advanceTimersByTimeAsync(clientLeaseMs);
  expect(asked).toHaveLength(3);
});

test('what has no lease any more is not asked for again', async () => {
  const gone = new ProblemError({
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    code: 'no_lease',
    detail: 'The job has no client lease.',
    request_id: 'r-1',
  });
  const { client, asked } = renewals(gone);
  using _lease = keepClientLease(client, 'job-1');
  await vi.advanceTimersByTimeAsync(2 * clientLeaseMs);
  expect(asked).toHaveLength(1);
});

test.each([
  [{}, true],
  [{ isAsync: true }, false],
  [{ timeoutMs: 5_000 }, false],
  [{ detachesOnInterrupt: true }, false],
])('of %j a lease is %s', (wish, has) => {
  const plain = { timeoutMs: undefined, isAsync: false, detachesOnInterrupt: false };
  expect(hasClientLease({ ...plain, ...wish })).toBe(has);
});
