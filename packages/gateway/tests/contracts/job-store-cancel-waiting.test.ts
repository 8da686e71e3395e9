import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { neverBegan } from '../../src/core/job/receipt-of.ts';
import type { Job, JobId } from '../../src/core/job/job.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import { type FreshState, openFreshState } from './fresh-state.ts';
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
import { type Rows, type StoreDriver, storeDrivers } from './store-drivers.ts';

const at = aliceWantsOut.at;

/** Two projects' jobs on two queues, one of each running; the same ones in every state. */
async function openSample(driver: StoreDriver, sample: readonly Job[] = []) {
  const state = await openFreshState(driver);
  const one = await createQueue(state.stores, { id: 'one', name: 'one', slots: 2 });
  const two = await createQueue(state.stores, { id: 'two', name: 'two', slots: 1 });
  const jobs =
    sample.length > 0
      ? sample
      : ['project-a', 'project-b'].flatMap((projectId) =>
          [one, one, one, two, two].map((queue, index) =>
            queuedJob(queue, { projectId, key: `${projectId}-${index}`, priority: index % 2 }),
          ),
        );
  for (const job of jobs) await state.stores.jobs.submit(job);
  for (let count = 0; count < 3; count++)
    await claimNext(state.stores.jobs, 7, submittedAt, () => []);
  return { state, jobs };
}

async function submitThree({ stores }: FreshState, queue: Queue): Promise<readonly JobId[]> {
  const jobs = [1, 2, 3].map(() => submitJob(stores, queue));
  return (await Promise.all(jobs)).map(({ id }) => id);
}

async function waitingOf({ stores }: FreshState, projectId: string): Promise<readonly Job[]> {
  const { waiting } = await stores.jobs.liveMatching(projectId, {});
  const ids = waiting.map(({ id }) => id);
  const found = await stores.jobs.findMany(projectId, ids);
  return ids.flatMap((jobId) => found.find(({ id }) => id === jobId) ?? []);
}

/** Without what tells in which order the rows came, and which store they are in. */
function unordered({ epochs: _itsOwn, ...rows }: Rows): Rows {
  return Object.fromEntries(
    Object.entries(rows).map(([table, lines]) => [
      table,
      lines
        .map((line) => (table === 'events' ? { ...line, seq: 0 } : line))
        .sort((left, right) => JSON.stringify(left).localeCompare(JSON.stringify(right))),
    ]),
  );
}

describe.each(storeDrivers)('a job store on $name, the cancel of many that wait', (driver) => {
  it('writes of each what its own cancel would write (I1, I2)', async () => {
    const single = await openSample(driver);
    await using singles = single.state;
    for (const before of await waitingOf(singles, 'project-a')) {
      const after = moved(before, cancelWanted, at);
      const receipt = neverBegan(before.id, aliceWantsOut);
      await singles.stores.jobs.commit({ before, after, fence: null, receipt });
    }
    await using many = (await openSample(driver, single.jobs)).state;
    const waiting = await waitingOf(many, 'project-a');
    expect(waiting.length).toBeGreaterThan(2);

    const ids = waiting.map(({ id }) => id);
    const answer = await many.stores.jobs.cancelWaiting('project-a', ids, aliceWantsOut);
    const steps = answer.cancelled;

    expect(unordered(await many.rows())).toEqual(unordered(await singles.rows()));
    expect(new Set(steps.map(({ before }) => before))).toEqual(new Set(waiting));
    for (const { before, after, receipt } of steps) {
      expect(after).toEqual(moved(before, cancelWanted, at));
      expect(await many.stores.jobs.find('project-a', after.id)).toEqual(after);
      expect(receipt).toEqual(neverBegan(after.id, aliceWantsOut));
      expect((await many.stores.jobs.receiptOf(after.id))?.checks).toMatchObject([
        { held: { kind: 'slot' }, isGone: true, read: expect.stringMatching(/\d of \d slots/) },
      ]);
    }
  });

  it('ends each of more than one statement has room for, in the order in which they came', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const submitted: JobId[] = [];
    for (let count = 0; count < 53; count++)
      submitted.push((await submitJob(state.stores, queue)).id);

    const { cancelled } = await jobs.cancelWaiting(
      'project-a',
      submitted.toReversed(),
      aliceWantsOut,
    );
    expect(cancelled.map(({ after }) => after.id)).toEqual(submitted);
    const { cancel_intents: intents, receipts, events } = await state.rows();
    expect([intents?.length, receipts?.length, events?.length]).toEqual([53, 53, 106]);
    expect(await jobs.findMany('project-a', submitted)).toEqual(
      expect.arrayContaining(cancelled.map(({ after }) => after)),
    );
  });

  it('leaves those alone that wait no longer, and those of another project (I5, I10)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 2 });
    const ended = await submitJob(state.stores, queue, { priority: 9 });
    await commitMove(jobs, ended, cancelWanted);
    const claimed = await submitJob(state.stores, queue, { priority: 8 });
    await claimNext(jobs, 7, submittedAt, () => []);
    const foreign = await submitJob(state.stores, queue, { projectId: 'project-b' });
    const own = await submitJob(state.stores, queue);
    const ids = [ended.id, claimed.id, foreign.id, own.id, 'no such job'];

    const { cancelled } = await jobs.cancelWaiting('project-a', ids, aliceWantsOut);
    expect(cancelled.map(({ before }) => before)).toEqual([own]);
    const written = await state.rows();
    const again = await jobs.cancelWaiting('project-a', ids, aliceWantsOut);
    expect(again).toMatchObject({ cancelled: [], along: [] });
    expect(await state.rows()).toEqual(written);
    expect((await claimNext(jobs, 7, submittedAt, () => []))?.id).toBe(foreign.id);
  });

  it('and a claim never both have a job, whoever comes first (I5)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 1_000 });
    const firsts = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const ids = await submitThree(state, queue);
      const cancelling = jobs.cancelWaiting('project-a', ids, aliceWantsOut);
      // Asked for in one turn of the event loop, the claim goes first.
      for (let turn = 0; turn < round % 4; turn++) await setImmediate();
      const claimed = await claimNext(jobs, 7, submittedAt, () => []);
      const cancelled = (await cancelling).cancelled.map(({ after }) => after.id);
      expect(cancelled).toEqual(ids.filter((id) => id !== claimed?.id));
      expect([undefined, ids[0]]).toContain(claimed?.id);
      firsts.add(claimed ? 'claim' : 'cancel');
    }
    expect(firsts).toEqual(new Set(['claim', 'cancel']));
  });

  it('is undone as a whole when a job holds something (I3, I7)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const ids = await submitThree(state, queue);
    await state.damage(`update jobs set ledger = '[{"kind":"path"}]' where id = '${ids[1]}'`);
    const written = await state.rows();

    const cancelling = jobs.cancelWaiting('project-a', ids, aliceWantsOut);
    await expect(cancelling).rejects.toThrow(`job ${ids[1]} cannot end while it holds`);
    expect(await state.rows()).toEqual(written);
  });
});

describe.each(storeDrivers)('a job store on $name, live jobs that match', (driver) => {
  it('are named in the order of their claim, the begun ones apart, ended ones not', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 3 });
    const begun = await submitJob(state.stores, queue, { priority: 9 });
    await claimNext(jobs, 7, submittedAt, () => []);
    const stopping = await submitJob(state.stores, queue, { priority: 9 });
    const claimed = await claimNext(jobs, 7, submittedAt, () => []);
    if (claimed) await commitMove(jobs, claimed, cancelWanted);
    const done = await submitJob(state.stores, queue, { priority: 9 });
    const finished = await claimNext(jobs, 7, submittedAt, () => []);
    if (finished) await commitMove(jobs, finished, endSucceeded);
    const late = await submitJob(state.stores, queue);
    const urgent = await submitJob(state.stores, queue, { priority: 5, owner: 'bob' });
    await submitJob(state.stores, queue, { projectId: 'project-b' });

    const all = await jobs.liveMatching('project-a', {});
    const bytes = Buffer.byteLength(urgent.request.sql) + Buffer.byteLength('[]');
    expect(all).toEqual({
      waiting: [urgent, late].map(({ id }) => ({ id, bytes })),
      begun: [begun.id, stopping.id],
    });
    expect(await jobs.liveMatching('project-a', { statuses: ['queued'], owner: 'bob' })).toEqual({
      waiting: [{ id: urgent.id, bytes }],
      begun: [],
    });
    expect(all.begun).not.toContain(done.id);
    expect(await jobs.liveMatching('project-c', {})).toEqual({ waiting: [], begun: [] });
  });

  it('are read whole by their ids, without those of others', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const own = await submitJob(state.stores, queue);
    const foreign = await submitJob(state.stores, queue, { projectId: 'project-b' });
    const ids = [own.id, foreign.id, 'no such job'];
    expect(await state.stores.jobs.findMany('project-a', ids)).toEqual([own]);
  });
});
