import { describe, expect, it } from 'vitest';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  aliceWantsOut,
  cancelWanted,
  commitMove,
  createQueue,
  jobOf,
  queuedJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

describe.each(storeDrivers)('a job store on $name, with a limit of jobs that wait', (driver) => {
  it('takes exactly as many of 50 submits at once', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const first = await createQueue(state.stores);
    const second = await createQueue(state.stores, { id: 'queue-2', name: 'second' });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) => jobs.submit(queuedJob(at % 2 ? first : second), 7)),
    );
    expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(7);
    const refused = answers.filter(({ kind }) => kind !== 'created');
    expect(refused).toEqual(refused.map(() => ({ kind: 'too_many_queued', queued: 7 })));
    expect((await state.rows())['jobs']).toHaveLength(7);
  });

  it('takes nothing new where a quota is full, and says which', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const kept = jobOf(await jobs.submit(queuedJob(queue, { key: 'kept' })));
    const over = { quota: 'results_bytes', limit: 10, used: 12, retryAfterS: null } as const;
    expect(await jobs.submit(queuedJob(queue), over)).toEqual({ kind: 'no_room', over });
    const again = await jobs.submit(queuedJob(queue, { key: 'kept' }), over);
    expect(again).toEqual({ kind: 'repeated', job: kept });
  });

  it('counts the jobs of one project, and only those that wait', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    await jobs.submit(queuedJob(queue, { projectId: 'project-b' }), 2);
    const kept = jobOf(await jobs.submit(queuedJob(queue), 2));
    await jobs.submit(queuedJob(queue), 2);
    expect(await jobs.submit(queuedJob(queue), 2)).toMatchObject({ kind: 'too_many_queued' });

    await commitMove(jobs, kept, cancelWanted);
    expect(await jobs.submit(queuedJob(queue), 2)).toMatchObject({ kind: 'created' });
    expect(await jobs.submit(queuedJob(queue), 2)).toMatchObject({ kind: 'too_many_queued' });
    await claimNext(jobs, 1, submittedAt, () => []);
    expect(await jobs.submit(queuedJob(queue), 3)).toMatchObject({ kind: 'created' });
  });

  it('refuses no submit that makes no job that waits', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const first = await jobs.submit(queuedJob(queue, { key: 'k' }), 1);
    const again = await jobs.submit(queuedJob(queue, { key: 'k' }), 1);
    expect(again).toEqual({ kind: 'repeated', job: jobOf(first) });
    const taken = await jobs.submit(queuedJob(queue, { key: 'k', sql: 'select 2' }), 1);
    expect(taken).toMatchObject({ kind: 'key_taken' });

    const expiresAt = submittedAt + 1_000;
    await jobs.entomb({ projectId: 'project-a', key: 'gone', intent: aliceWantsOut, expiresAt });
    const born = await jobs.submit(queuedJob(queue, { key: 'gone' }), 1);
    expect(born).toMatchObject({ kind: 'born_cancelled' });
  });
});
