import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import { createQueue, submitJob, submittedAt } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const hourMs = 3_600_000;

describe.each(storeDrivers)('job store on $name, deadlines when the clock is set', (driver) => {
  it.each([hourMs, -hourMs])('moves those of jobs that began before by %i ms', async (byMs) => {
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

    await jobs.shiftDeadlines(byMs, setAt - 100, setAt + 100);

    const overdue = async (now: number) =>
      (await jobs.overdueJobs(now, 10)).map(({ id }) => id).sort();
    expect(await overdue(submittedAt + byMs + 999)).toEqual([]);
    expect(await overdue(submittedAt + byMs + 1_000)).toEqual([before.id]);
    expect(await overdue(setAt + 1_000)).toEqual([before.id, after.id].sort());
    expect(await overdue(setAt + 1_000)).not.toContain(unlimited.id);
  });
});
