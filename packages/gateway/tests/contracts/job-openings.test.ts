import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Claimed } from '../../src/core/ports/job-store.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { openFreshState } from './fresh-state.ts';
import { cancelWanted, createQueue, moved, queuedJob, submittedAt } from './sample-job.ts';
import { anyNumber, openSession } from './sample-session.ts';
import { storeDrivers } from './store-drivers.ts';

/** Claims at each opening, as a runner does. */
function claimAtOpenings({ jobs, openings }: Stores) {
  const claims: Promise<Claimed>[] = [];
  openings.subscribe(() => {
    claims.push(jobs.claim(16, 7, submittedAt, () => []));
  });
  return {
    count: () => claims.length,
    claimed: async () => (await Promise.all(claims)).flatMap(({ jobs }) => jobs),
  };
}

// Time stands still, so that no commit is full because the machine is slow.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(storeDrivers)('openings on $name', (driver) => {
  it('are told before the submit is on disk, and its claim comes there with it', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const claims = claimAtOpenings(state.stores);
    const job = queuedJob(queue);

    await state.stores.jobs.submit(job);

    // One commit brought both.
    const found = await state.stores.jobs.find('project-a', job.id);
    expect(found?.state.status).toBe('launching');
    expect(await claims.claimed()).toEqual([found]);
  });

  it('are told once for all writes of a commit', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores, { slots: 8 });
    const claims = claimAtOpenings(state.stores);
    const jobs = [1, 2, 3].map(() => queuedJob(queue));

    await Promise.all(jobs.map((job) => state.stores.jobs.submit(job)));

    expect(claims.count()).toBe(1);
    expect(await claims.claimed()).toHaveLength(3);
  });

  it('are told when a slot is free, and not when somebody who waits is cancelled', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 1 });
    const claims = claimAtOpenings(state.stores);
    await jobs.submit(queuedJob(queue));
    const waiting = queuedJob(queue);
    const last = queuedJob(queue);
    await jobs.submit(waiting);
    await jobs.submit(last);
    const asked = claims.count();

    await jobs.commit({ before: waiting, after: moved(waiting, cancelWanted), fence: null });
    expect(claims.count()).toBe(asked);

    const [running] = await claims.claimed();
    if (!running) throw new Error('nothing was claimed');
    const error = { code: 'engine', message: 'no' } as const;
    const after = moved(running, { kind: 'start_refused', error });
    await jobs.commit({ before: running, after, fence: 7 });
    expect((await claims.claimed()).map(({ id }) => id)).toEqual([running.id, last.id]);
  });

  it('are told when a statement has its turn, and not before', async () => {
    await using state = await openFreshState(driver);
    const { sessions } = state.stores;
    const queue = await createQueue(state.stores);
    const session = await openSession(state.stores, queue);
    const claims = claimAtOpenings(state.stores);
    const kind = 'statement' as const;
    const statements = [1, 2].map(() => queuedJob(queue, { kind }));

    await sessions.submitStatements(session.id, statements, anyNumber);

    expect((await claims.claimed()).map(({ id }) => id)).toEqual([statements[0]?.id]);
  });
});
