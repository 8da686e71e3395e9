import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { JobFilter, JobPage } from '../../src/core/ports/job-store.ts';
import { openFreshState } from './fresh-state.ts';
import { cancelWanted, commitMove, createQueue, submitJob } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const dayMs = 86_400_000;
const midnight = 20_000 * dayMs;

describe.each(storeDrivers)('a job store on $name, lists over days', (driver) => {
  it('cut and count at any time, and page over days with and without jobs', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const times = [-3 * dayMs, -1, 0, 1, dayMs - 1, dayMs, 2.5 * dayMs, 9 * dayMs];
    const all: Job[] = [];
    for (const [index, time] of times.entries()) {
      // Half of them have ended, and are counted; half lie where they were put.
      const job = await submitJob(state.stores, queue, {}, { submittedAt: midnight + time });
      all.push(index % 2 === 0 ? await commitMove(jobs, job, cancelWanted) : job);
    }

    const limits = [undefined, ...times.map((time) => midnight + time)];
    const pairs = limits.flatMap((after) => limits.map((before) => ({ after, before })));
    for (const { after, before } of pairs) {
      const filter: JobFilter = {
        ...(after !== undefined && { submittedAfter: after }),
        ...(before !== undefined && { submittedBefore: before }),
      };
      const expected = all.filter(
        ({ submittedAt }) =>
          submittedAt > (after ?? -Infinity) && submittedAt < (before ?? Infinity),
      );
      for (const order of ['submitted_asc', 'submitted_desc'] as const) {
        const inOrder = order === 'submitted_asc' ? expected : expected.toReversed();
        for (const offset of [0, 3]) {
          const page: JobPage = { offset, limit: 3, order };
          const found = await jobs.list('project-a', filter, page);
          const ids = inOrder.slice(offset, offset + 3).map(({ id }) => id);
          expect({ ...found, jobs: found.jobs.map(({ id }) => id) }).toEqual({
            jobs: ids,
            late: [],
            total: expected.length,
          });
        }
      }
    }
  });
});
