import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neverBegan } from '../../src/core/job/receipt-of.ts';
import type { Job } from '../../src/core/job/job.ts';
import type { Held, Receipt, ReleaseCheck } from '../../src/core/job/receipt.ts';
import { type JobEvent, transition } from '../../src/core/job/transition.ts';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  aliceWantsOut,
  cancelWanted,
  commitMove,
  createQueue,
  endSucceeded,
  moved,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers, writtenAt } from './store-drivers.ts';

const output: Held = { kind: 'path', path: '/results/1' };
const operation: Held = { kind: 'operation', engine: 'scripted', ref: 'job-1' };

function gone(held: Held): ReleaseCheck {
  return { held, isGone: true, read: 'no such thing', at: submittedAt + 900 };
}

describe.each(storeDrivers)('a job store on $name, commit', (driver) => {
  it('refreshes a job: itself where it has not moved, and as it is now where it has', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const job = await submitJob(state.stores, await createQueue(state.stores));
    expect(await jobs.refresh(job)).toBe(job);
    const claimed = await claimNext(jobs, 7, submittedAt, () => []);
    expect(claimed?.revision).toBe(job.revision + 1);
    expect(await jobs.refresh(job)).toEqual(claimed);
    const nobody = { ...job, id: 'nobody' };
    expect(await jobs.refresh(nobody)).toBeNull();
    expect(await jobs.refreshHolding(nobody)).toBeNull();
  });

  it('refreshes a job with what it holds', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const job = await submitJob(state.stores, await createQueue(state.stores));
    expect((await jobs.refreshHolding(job))?.job).toBe(job);
    const claimed = await claimNext(jobs, 7, submittedAt, () => [output, operation]);
    expect(await jobs.refreshHolding(job)).toEqual({
      job: claimed,
      holdings: [output, operation],
    });
  });

  it('writes nothing at all when somebody moved the job first', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    await submitJob(state.stores, await createQueue(state.stores));
    const claimed = await claimNext(jobs, 7, submittedAt, () => [output]);
    if (!claimed) throw new Error('nothing was claimed');
    await commitMove(jobs, claimed, { kind: 'operation_started', ref: 'job-1' });
    const written = await state.rows();

    // `claimed` is a revision behind; the step would touch every table.
    const cancelling = moved(claimed, cancelWanted);
    const receipt = neverBegan(claimed.id, aliceWantsOut);
    const ended = moved(cancelling, endSucceeded);
    const released = [gone(output)];
    for (const after of [cancelling, ended]) {
      const step = { before: claimed, after, fence: null, receipt, released };
      expect(await jobs.commit(step)).toEqual({ kind: 'stale' });
    }
    expect(await state.rows()).toEqual(written);
  });

  it('writes nothing when the row carries another lease token', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    await submitJob(state.stores, await createQueue(state.stores));
    const claimed = await claimNext(jobs, 7, submittedAt, () => []);
    if (!claimed) throw new Error('nothing was claimed');
    const adopted = await commitMove(jobs, claimed, { kind: 'lease_ran_out', leaseToken: 8 });
    const written = await state.rows();

    const after = moved(adopted, { kind: 'operation_started', ref: 'job-1' });
    expect(await jobs.commit({ before: adopted, after, fence: 7 })).toEqual({ kind: 'stale' });
    expect(await state.rows()).toEqual(written);
    expect(await jobs.commit({ before: adopted, after, fence: 8 })).toMatchObject({
      kind: 'committed',
    });
    expect(await jobs.find('project-a', after.id)).toEqual(after);
  });

  it('lets one of many writers at once through', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const before = await submitJob(state.stores, await createQueue(state.stores));
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, writer) => {
        const intent = { ...aliceWantsOut, requestId: `request-${writer}` };
        const after = moved(before, { kind: 'cancel_wanted', intent });
        const receipt = neverBegan(before.id, intent);
        return jobs.commit({ before, after, fence: null, receipt });
      }),
    );
    expect(answers.filter((answer) => answer.kind === 'committed')).toHaveLength(1);
    const { receipts, cancel_intents: intents, events } = await state.rows();
    expect([receipts?.length, intents?.length, events?.length]).toEqual([1, 1, 2]);
  });

  it.each([
    ['no', undefined, 250],
    ['less', 100, 100],
    ['more', 400, 250],
  ])(
    'keeps the first intent, and of a later one with %s grace the least',
    async (_, later, least) => {
      await using state = await openFreshState(driver);
      const { jobs } = state.stores;
      await submitJob(state.stores, await createQueue(state.stores));
      const claimed = await claimNext(jobs, 7, submittedAt, () => []);
      if (!claimed) throw new Error('nothing was claimed');
      const intent = { ...aliceWantsOut, graceMs: 250 };
      const before = await commitMove(jobs, claimed, { kind: 'cancel_wanted', intent });
      const forged = moved(before, { kind: 'lease_ran_out', leaseToken: 8 });
      if (forged.state.status !== 'cancelling') throw new Error('not cancelling');
      const after: Job = {
        ...forged,
        state: {
          ...forged.state,
          intent: { ...aliceWantsOut, by: 'bob', ...(later !== undefined && { graceMs: later }) },
        },
      };
      await jobs.commit({ before, after, fence: 7 });
      expect((await jobs.find('project-a', after.id))?.state).toMatchObject({
        leaseToken: 8,
        intent: { ...intent, graceMs: least },
      });
    },
  );

  it('ends a job with receipt, slot check and empty ledger in one go', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 2 });
    await submitJob(state.stores, queue);
    await submitJob(state.stores, queue);
    const claimed = await claimNext(jobs, 7, submittedAt, () => [operation, output]);
    await claimNext(jobs, 7, submittedAt, () => [output]);
    if (!claimed) throw new Error('nothing was claimed');
    expect(await jobs.ledgerOf(claimed.id)).toEqual([operation, output]);

    const before = await commitMove(jobs, claimed, cancelWanted);
    const stopped: JobEvent = { kind: 'end_observed', observed: { kind: 'stopped' } };
    const after = moved(before, stopped, submittedAt + 2_000);
    const released = [gone(operation), gone(output)];
    const receipt: Receipt = {
      ...neverBegan(claimed.id, aliceWantsOut),
      rung: 'interrupt',
      rungs: [{ rung: 'interrupt', at: submittedAt + 600, answer: 'told' }],
      checks: released,
      collateral: ['job 3 starts again'],
    };
    expect(await jobs.commit({ before, after, fence: 7, receipt, released })).toMatchObject({
      kind: 'committed',
    });

    expect(await jobs.ledgerOf(claimed.id)).toEqual([]);
    const slot = {
      held: { kind: 'slot', queue: 'default' },
      isGone: true,
      read: '1 of 2 slots in use',
      at: submittedAt + 2_000,
    };
    expect(await jobs.receiptOf(claimed.id)).toEqual({ ...receipt, checks: [...released, slot] });
  });

  it('refuses an ending that would leave a thing on the ledger unreleased (I3, I7)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    await submitJob(state.stores, await createQueue(state.stores));
    const before = await claimNext(jobs, 7, submittedAt, () => [operation, output]);
    if (!before) throw new Error('nothing was claimed');
    const written = await state.rows();
    const after = moved(before, endSucceeded);

    for (const released of [
      [],
      [gone(operation)],
      [gone(operation), { ...gone(output), isGone: false }],
    ]) {
      const step = { before, after, fence: 7, released };
      await expect(jobs.commit(step)).rejects.toThrow(/cannot end while it holds/);
    }
    expect(await state.rows()).toEqual(written);
  });

  it('notes every move in the feed, in order, and what released the job', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    await submitJob(state.stores, await createQueue(state.stores));
    const claimed = await claimNext(jobs, 7, submittedAt, () => [output]);
    if (!claimed) throw new Error('nothing was claimed');
    const before = await commitMove(jobs, claimed, { kind: 'operation_started', ref: 'job-1' });
    const after = moved(before, endSucceeded);
    await jobs.commit({ before, after, fence: 7, released: [gone(output)] });

    const events = (await state.rows())['events'] ?? [];
    expect(events.map(({ seq, kind, at, job_id: jobId }) => [seq, kind, at, jobId])).toEqual([
      [1, 'queued', writtenAt, after.id],
      [2, 'launching', writtenAt, after.id],
      [3, 'running', writtenAt, after.id],
      [4, 'succeeded', writtenAt, after.id],
    ]);
    expect(JSON.parse(String(events[3]?.['detail']))).toMatchObject({
      revision: 4,
      rowCount: 0,
      released: [gone(output)],
    });
  });
});

const intents = fc.record({
  by: fc.string({ unit: 'grapheme' }),
  at: fc.nat(),
  reason: fc.constantFrom('user', 'timeout', 'shutdown'),
  requestId: fc.string(),
} as const);
const errors = fc.record({
  code: fc.constantFrom('runtime', 'resource', 'engine'),
  message: fc.string({ unit: 'grapheme' }),
} as const);
const results = fc.record({
  columns: fc.array(fc.record({ name: fc.string(), type: fc.string(), engineType: fc.string() })),
  rowCount: fc.maxSafeNat(),
  affectedRows: fc.option(fc.maxSafeNat()),
  rows: fc.oneof(
    fc.constant({ at: 'none' } as const),
    fc.record({ at: fc.constant('inline'), lines: fc.array(fc.json()) } as const),
    fc.record({ at: fc.constant('engine'), bytes: fc.maxSafeNat() } as const),
  ),
});
const events: fc.Arbitrary<JobEvent> = fc.oneof(
  fc.record({ kind: fc.constant('claimed'), leaseToken: fc.integer({ min: 1 }) } as const),
  fc.record({ kind: fc.constant('operation_started'), ref: fc.string() } as const),
  fc.record({ kind: fc.constant('start_refused'), error: errors } as const),
  fc.record({ kind: fc.constant('cancel_wanted'), intent: intents } as const),
  fc.record({
    kind: fc.constant('end_observed'),
    observed: fc.oneof(
      fc.record({ kind: fc.constant('succeeded'), result: results } as const),
      fc.record({ kind: fc.constant('failed'), error: errors } as const),
      fc.constant({ kind: 'stopped' } as const),
    ),
  } as const),
  fc.record({ kind: fc.constant('engine_out_of_reach'), error: errors } as const),
  fc.record({ kind: fc.constant('lease_ran_out'), leaseToken: fc.integer({ min: 1 }) } as const),
);

describe.each(storeDrivers)('a job store on $name, any life of a job', (driver) => {
  it('reads back every state as it was written, and keeps its counts true', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores, { slots: 3 });
    const lives = fc.array(fc.tuple(events, fc.nat({ max: 1_000_000 })), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lives, async (life) => {
        let job = await submitJob(state.stores, queue, { runTimeoutMs: 1_000 });
        for (const [event, laterMs] of life) {
          const move = transition(job, event, submittedAt + laterMs);
          if (move.kind !== 'moved') continue;
          const step = { before: job, after: move.job, fence: null };
          expect(await jobs.commit(step)).toMatchObject({ kind: 'committed' });
          job = move.job;
          expect(await jobs.find('project-a', job.id)).toEqual(job);
        }
      }),
      { numRuns: 200 },
    );

    const { jobs: rows = [], queue_shares: shares } = await state.rows();
    const waiting = rows.filter(({ status }) => status === 'queued').length;
    const live = await jobs.liveJobs();
    expect(live.length).toBeGreaterThan(0);
    expect(shares).toMatchObject([{ waiting, live: live.length }]);
  });
});
