import { describe, expect, it } from 'vitest';
import { neverBegan } from '../../src/core/job/receipt-of.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { JobStore } from '../../src/core/ports/job-store.ts';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  aliceWantsOut,
  cancelWanted,
  commitMove,
  createQueue,
  endSucceeded,
  moved,
  queuedJob,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

function claim(jobs: JobStore): Promise<Job | null> {
  return claimNext(jobs, 7, submittedAt + 100, () => []);
}

async function claimOne(jobs: JobStore): Promise<Job> {
  const job = await claim(jobs);
  if (!job) throw new Error('nothing was claimed');
  return job;
}

describe.each(storeDrivers)('a job store on $name, claim', (driver) => {
  it('moves the job to launching under the lease, its holdings written down (I7)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const job = await submitJob(state.stores, await createQueue(state.stores));
    const held = { kind: 'process', pid: 42, startTime: '17' } as const;

    const claimed = await claimNext(jobs, 7, submittedAt + 100, (asked) => {
      expect(asked.id).toBe(job.id);
      return [held];
    });
    expect(claimed).toEqual({
      ...job,
      revision: 2,
      state: { status: 'launching', leaseToken: 7, claimedAt: submittedAt + 100 },
    });
    expect(await jobs.find('project-a', job.id)).toEqual(claimed);
    expect(await jobs.ledgerOf(job.id)).toEqual([held]);
    expect(await claim(jobs)).toBeNull();
  });

  it('leaves the job where it was when its holdings cannot be told', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const job = await submitJob(state.stores, await createQueue(state.stores));
    const written = await state.rows();
    const failing = claimNext(jobs, 7, submittedAt, () => {
      throw new Error('no such engine');
    });
    await expect(failing).rejects.toThrow('no such engine');
    expect(await state.rows()).toEqual(written);
    expect((await claimOne(jobs)).id).toBe(job.id);
  });

  it('gives nothing to a gateway whose lease was followed by a newer one (I7)', async () => {
    await using state = await openFreshState(driver);
    const { jobs, leases } = state.stores;
    const job = await submitJob(state.stores, await createQueue(state.stores));
    const old = await leases.acquire('one', submittedAt, 10);
    const newer = await leases.acquire('two', submittedAt + 10, 10);
    if (old === 'taken' || newer === 'taken') throw new Error('the lease was taken');

    expect(await claimNext(jobs, old.token, submittedAt + 11, () => [])).toBeNull();
    expect((await claimNext(jobs, newer.token, submittedAt + 11, () => []))?.id).toBe(job.id);
  });

  it('takes the highest priority first, then the oldest', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 10 });
    const submitted: Job[] = [];
    // The times run backwards: the order of arrival counts, not the clock.
    for (const [index, priority] of [0, 5, 0, -1, 5].entries()) {
      const at = { submittedAt: submittedAt - index };
      submitted.push(await submitJob(state.stores, queue, { priority }, at));
    }
    const order: number[] = [];
    for (let job = await claim(jobs); job; job = await claim(jobs)) {
      const { id } = job;
      order.push(submitted.findIndex((other) => other.id === id));
    }
    expect(order).toEqual([1, 4, 0, 2, 3]);
  });

  it('gives no job twice and no slot twice to claims at once', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 3 });
    for (let count = 0; count < 20; count++) await submitJob(state.stores, queue);

    const taken = (await Promise.all(Array.from({ length: 10 }, () => claim(jobs)))).filter(
      (job) => job !== null,
    );
    expect(taken).toHaveLength(3);
    expect(new Set(taken.map(({ id }) => id)).size).toBe(3);
    expect(await jobs.liveJobs()).toEqual(taken);

    // A job that is being cancelled still has its slot; one that ended has not.
    const [first, second] = taken;
    if (!first || !second) throw new Error('too few were claimed');
    await commitMove(jobs, first, cancelWanted);
    expect(await claim(jobs)).toBeNull();
    await commitMove(jobs, second, endSucceeded);
    const next = await Promise.all([claim(jobs), claim(jobs)]);
    expect(next.filter((job) => job !== null)).toHaveLength(1);
  });

  it('gives the end of a transaction a slot beyond those of its queue, where they are all in use', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 1 });
    const holder = await submitJob(state.stores, queue);
    expect((await claimOne(jobs)).id).toBe(holder.id);
    const waits = await submitJob(state.stores, queue);
    const ends = [
      await submitJob(state.stores, queue, { endsTransaction: true }),
      await submitJob(state.stores, queue, { endsTransaction: true, projectId: 'project-b' }),
    ];
    for (const { id, request } of ends) {
      const claimed = await claimOne(jobs);
      expect(claimed).toMatchObject({ id, request });
    }
    expect(await claim(jobs)).toBeNull();
    expect((await jobs.find('project-a', waits.id))?.state.status).toBe('queued');
  });

  it('gives no slot to an end of a transaction whose turn has not come, or which a restart holds', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 1 });
    await submitJob(state.stores, queue);
    await claimOne(jobs);
    const behind = { state: { status: 'queued', isBehind: true } } as const;
    await submitJob(state.stores, queue, { endsTransaction: true, projectId: 'project-b' }, behind);
    expect(await claim(jobs)).toBeNull();

    await submitJob(state.stores, queue, { endsTransaction: true });
    const restart = queuedJob(queue, { kind: 'maintenance', queueId: 'maintenance' });
    await createQueue(state.stores, { id: 'maintenance', name: 'maintenance', slots: 0 });
    const submitted = await jobs.submitRestart(restart, queue.id, false);
    expect(submitted.kind).toBe('created');
    expect(await claim(jobs)).toBeNull();
  });

  it('never hands out a cancelled job, whoever comes first (I5)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 1_000 });
    for (let round = 0; round < 40; round++) {
      const before = await submitJob(state.stores, queue);
      const after = moved(before, cancelWanted);
      const receipt = neverBegan(before.id, aliceWantsOut);
      const cancel = async () => (await jobs.commit({ before, after, fence: null, receipt })).kind;

      const [claimed, cancelled] =
        round % 2 === 0
          ? await Promise.all([claim(jobs), cancel()])
          : (await Promise.all([cancel(), claim(jobs)])).toReversed();
      const outcome = [claimed === null ? 'none' : 'claimed', cancelled];
      expect(outcome).toEqual(round % 2 === 0 ? ['claimed', 'stale'] : ['none', 'committed']);
    }
    expect(await claim(jobs)).toBeNull();
  });

  it('serves one job beside the 10,000 of another project next', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 2 });
    await Promise.all(
      Array.from({ length: 10_000 }, () => jobs.submit(queuedJob(queue, { priority: 9 }))),
    );
    const first = await claimOne(jobs);
    await claimOne(jobs);
    const lone = await submitJob(state.stores, queue, { projectId: 'project-b', priority: -9 });
    expect(await claim(jobs)).toBeNull();

    await commitMove(jobs, first, endSucceeded);
    expect((await claimOne(jobs)).id).toBe(lone.id);
  });

  it('takes turns: fewest live jobs first, then the one served longest ago', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 4 });
    for (const projectId of ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c']) {
      await submitJob(state.stores, queue, { projectId });
    }
    const live = [];
    for (let count = 0; count < 4; count++) live.push(await claimOne(jobs));
    expect(live.map(({ request }) => request.projectId)).toEqual(['a', 'b', 'c', 'a']);

    // Now a has 2, b and c have 1 each. b was served longest ago, but ends none.
    const [, ofB, ofC, ofA] = live;
    if (!ofA || !ofB || !ofC) throw new Error('too few were claimed');
    await commitMove(jobs, ofA, endSucceeded);
    expect((await claimOne(jobs)).request.projectId).toBe('b');
    await commitMove(jobs, ofC, endSucceeded);
    expect((await claimOne(jobs)).request.projectId).toBe('c');
    await commitMove(jobs, ofB, endSucceeded);
    // One live each: a was served longest ago.
    expect((await claimOne(jobs)).request.projectId).toBe('a');
  });

  it('puts few live jobs before a long wait, on one queue and between queues', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 4 });
    for (let count = 0; count < 4; count++) {
      await submitJob(state.stores, queue, { projectId: 'a' });
    }
    const first = await claimOne(jobs);
    await claimOne(jobs);
    await claimOne(jobs);
    for (let count = 0; count < 2; count++) {
      await submitJob(state.stores, queue, { projectId: 'b' });
    }
    expect((await claimOne(jobs)).request.projectId).toBe('b');
    const other = await createQueue(state.stores, { name: 'other' });
    for (let count = 0; count < 2; count++) {
      await submitJob(state.stores, other, { projectId: 'c', priority: -count });
    }
    await commitMove(jobs, await claimOne(jobs), endSucceeded);
    await commitMove(jobs, first, endSucceeded);

    // a has 2 live and was served first, b has 1, and c has none on its queue and was served last.
    expect((await claimOne(jobs)).request.projectId).toBe('c');
    expect((await claimOne(jobs)).request.projectId).toBe('b');
    expect(await claim(jobs)).toBeNull();
  });

  it('counts the slots of a shared queue over all projects, each queue by itself', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const shared = await createQueue(state.stores, { slots: 1 });
    const own = await createQueue(state.stores, { name: 'own', projectId: 'b', slots: 1 });
    await submitJob(state.stores, shared, { projectId: 'a' });
    await submitJob(state.stores, shared, { projectId: 'b' });
    expect((await claimOne(jobs)).request.projectId).toBe('a');
    expect(await claim(jobs)).toBeNull();

    // The full queue does not stand before the free one.
    const other = await submitJob(state.stores, own, { projectId: 'b' });
    expect((await claimOne(jobs)).id).toBe(other.id);
    expect(await claim(jobs)).toBeNull();
  });
});
