import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { commitMove, createQueue, submitJob, submittedAt } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const hourMs = 3_600_000;

describe.each(storeDrivers)('job store on $name, deadlines when the clock is set', (driver) => {
  it.each([hourMs, -hourMs])('moves those of the jobs that are named by %i ms', async (byMs) => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const { jobs } = state.stores;
    const before = await submitJob(state.stores, queue, { queuedTimeoutMs: 1_000 });
    const setAt = submittedAt + 500 + byMs;
    const after = await submitJob(
      state.stores,
      queue,
      { queuedTimeoutMs: 1_000 },
      { submittedAt: setAt },
    );
    const unlimited = await submitJob(state.stores, queue);

    const limited = await jobs.limitedJobs();
    const since = limited.map(({ countsFrom }) => countsFrom);
    expect(new Set(since)).toEqual(new Set([submittedAt, setAt]));
    const old = limited.filter(({ countsFrom }) => countsFrom === submittedAt);
    await jobs.shiftDeadlines(byMs, old);

    const overdue = async (now: number) =>
      (await jobs.overdueJobs(now, 10)).map(({ id }) => id).sort();
    expect(await overdue(submittedAt + byMs + 999)).toEqual([]);
    expect(await overdue(submittedAt + byMs + 1_000)).toEqual([before.id]);
    expect(await overdue(setAt + 1_000)).toEqual([before.id, after.id].sort());
    expect(await overdue(setAt + 1_000)).not.toContain(unlimited.id);
  });

  it('leaves one alone that was moved since it was read', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const { jobs } = state.stores;
    const queued = await submitJob(state.stores, queue, {
      queuedTimeoutMs: 1,
      runTimeoutMs: 1_000,
    });
    const limited = await jobs.limitedJobs();
    const claimed = await commitMove(jobs, queued, { kind: 'claimed', leaseToken: 1 });
    const startedAt = submittedAt - hourMs;
    await commitMove(jobs, claimed, { kind: 'operation_started', ref: 'r' }, startedAt);

    await jobs.shiftDeadlines(-hourMs, limited);

    expect(await jobs.overdueJobs(startedAt + 999, 10)).toEqual([]);
    expect(await jobs.overdueJobs(startedAt + 1_000, 10)).toHaveLength(1);
  });
});
