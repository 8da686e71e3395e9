import { describe, expect, it } from 'vitest';
import { neverBegan } from '../../src/core/job/receipt-of.ts';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  aliceWantsOut,
  commitMove,
  createQueue,
  jobOf,
  queuedJob,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const dayMs = 24 * 60 * 60 * 1_000;

describe.each(storeDrivers)('a job store on $name, submit', (driver) => {
  it('keeps a job exactly as it was given', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const job = queuedJob(queue, {
      sql: `select '北京', 'O''Brien', '%_\\', "😀"\n-- ${'x'.repeat(1_000_000)}`,
      tags: [
        { key: 'team', value: 'bi' },
        { key: 'team', value: 'bi' },
        { key: 'a', value: '' },
      ],
      parameters: [{ type: 'null' }, { type: 'text', text: `O'Brien; 北京 😀` }],
      conf: ['dli.sql.caseSensitive=true', ''],
      priority: -3,
      key: 'nightly 42',
      queuedTimeoutMs: 5_000,
      runTimeoutMs: 9_007_199_254_740,
    });
    expect(await state.stores.jobs.submit(job)).toStrictEqual({ kind: 'created', job });
    expect(await state.stores.jobs.find('project-a', job.id)).toStrictEqual(job);
  });

  it('keeps what a batch runs, and the status that its program ended with', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const job = queuedJob(queue, {
      kind: 'batch',
      statementClass: 'batch',
      program: {
        file: 'obs://lake/北京.py',
        runtime: 'python',
        args: ['--day', '', 'a b'],
        files: ['obs://lake/lib.py'],
        name: 'nightly',
        graceMs: 500,
        retries: 2,
        sent: '{"file":"北京.py"}',
      },
    });
    expect(await jobs.submit(job)).toStrictEqual({ kind: 'created', job });
    expect(await jobs.find('project-a', job.id)).toStrictEqual(job);

    const claimed = await claimNext(jobs, 1, submittedAt, () => []);
    if (!claimed) throw new Error('nothing was claimed');
    const error = { code: 'program', message: 'It ended with 3.', exitStatus: 3 } as const;
    const ended = await commitMove(jobs, claimed, { kind: 'start_refused', error });
    expect(await jobs.find('project-a', job.id)).toStrictEqual(ended);
  });

  it('says nothing of a job to another project (I10)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const job = await submitJob(state.stores, await createQueue(state.stores), { key: 'k' });
    const page = { offset: 0, limit: 10, order: 'submitted_asc' } as const;

    expect(await jobs.find('project-b', job.id)).toBeNull();
    expect(await jobs.findByKey('project-b', 'k')).toBeNull();
    expect(await jobs.list('project-b', { jobId: job.id }, page)).toEqual({
      jobs: [],
      late: [],
      total: 0,
    });
    expect(await jobs.findByKey('project-a', 'k')).toEqual(job);
  });

  it('answers a repeated key with the job it made before (I12)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const first = await submitJob(state.stores, queue, { key: 'k' });
    const written = await state.rows();

    const again = queuedJob(queue, { key: 'k' }, { submittedAt: submittedAt + dayMs });
    expect(await jobs.submit(again)).toEqual({ kind: 'repeated', job: first });
    expect(await state.rows()).toEqual(written);
  });

  it('writes nothing when a key is used for another request', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const first = await submitJob(state.stores, queue, { key: 'k' });
    const written = await state.rows();

    for (const other of [
      { sql: 'select 2' },
      { priority: 1 },
      { conf: ['a=b'] },
      { parameters: [{ type: 'null' } as const] },
    ]) {
      const submitted = await state.stores.jobs.submit(queuedJob(queue, { key: 'k', ...other }));
      expect(submitted).toEqual({ kind: 'key_taken', job: first });
    }
    expect(await state.rows()).toEqual(written);
  });

  it('gives each project keys of its own, and frees a key after seven days', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    await submitJob(state.stores, queue, { key: 'k' });
    await submitJob(state.stores, queue, { key: 'k', projectId: 'project-b' });

    const late = queuedJob(queue, { key: 'k' }, { submittedAt: submittedAt + 7 * dayMs });
    expect(await jobs.submit(late)).toEqual({ kind: 'created', job: late });
    expect(await jobs.findByKey('project-a', 'k')).toEqual(late);
  });

  it('makes one job of 50 submits with one key at once', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => state.stores.jobs.submit(queuedJob(queue, { key: 'k' }))),
    );
    expect(answers.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(answers.filter(({ kind }) => kind === 'repeated')).toHaveLength(49);
    expect(new Set(answers.map((answer) => jobOf(answer).id)).size).toBe(1);
    expect((await state.rows())['jobs']).toHaveLength(1);
  });

  it('fails alone when its neighbours in the same turn are sound', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const sound = Array.from({ length: 20 }, () => queuedJob(queue, { key: null }));
    const taken = queuedJob(queue, { key: 'of-the-bad-one' }, { id: sound[3]?.id ?? '' });
    const nowhere = queuedJob({ ...queue, id: 'nowhere' });

    const batch = [...sound.slice(0, 10), taken, nowhere, ...sound.slice(10)];
    const outcomes = await Promise.allSettled(batch.map((job) => jobs.submit(job)));

    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual(
      batch.map((job) => job !== taken),
    );
    expect(outcomes[11]).toEqual({ status: 'fulfilled', value: { kind: 'queue_gone' } });
    const rows = await state.rows();
    expect(rows['jobs']).toHaveLength(20);
    expect(rows['events']).toHaveLength(20);
    expect(rows['keys']).toEqual([]);
    expect(rows['queue_shares']).toMatchObject([{ waiting: 20, live: 0 }]);
  });
});

describe.each(storeDrivers)('a job store on $name, a cancel before its submit', (driver) => {
  const tombstone = {
    projectId: 'project-a',
    key: 'k',
    intent: aliceWantsOut,
    expiresAt: submittedAt + dayMs,
  };

  it('has the job born cancelled, with intent and receipt (I12)', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    await jobs.entomb(tombstone);
    const job = queuedJob(queue, { key: 'k' });
    const submitted = await jobs.submit(job);

    const ended = {
      ...job,
      revision: 2,
      state: {
        status: 'ended',
        startedAt: null,
        endedAt: submittedAt,
        ending: { how: 'cancelled' },
        intent: aliceWantsOut,
      },
    };
    expect(submitted).toEqual({ kind: 'born_cancelled', job: ended });
    expect(await jobs.find('project-a', job.id)).toEqual(ended);
    expect(await jobs.receiptOf(job.id)).toEqual({
      ...neverBegan(job.id, aliceWantsOut),
      checks: [
        {
          held: { kind: 'slot', queue: 'default' },
          isGone: true,
          read: '0 of 4 slots in use',
          at: submittedAt,
        },
      ],
    });
    expect(await claimNext(jobs, 1, submittedAt, () => [])).toBeNull();
    expect((await state.rows())['events']?.map(({ kind }) => kind)).toEqual([
      'queued',
      'cancelled',
    ]);
  });

  it('answers the same job to a repeated submit', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    await jobs.entomb(tombstone);
    const first = await jobs.submit(queuedJob(queue, { key: 'k' }));
    const again = await jobs.submit(queuedJob(queue, { key: 'k' }));
    expect(again).toEqual({ kind: 'repeated', job: jobOf(first) });
  });

  it('keeps the first wish and the longer promise when it is asked twice', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const second = { ...aliceWantsOut, by: 'bob', at: aliceWantsOut.at + 1_000 };
    await jobs.entomb(tombstone);
    await jobs.entomb({ ...tombstone, intent: second, expiresAt: submittedAt + 2 * dayMs });

    const late = { submittedAt: submittedAt + dayMs + 1 };
    const job = jobOf(await jobs.submit(queuedJob(queue, { key: 'k' }, late)));
    expect(job.state).toMatchObject({ ending: { how: 'cancelled' }, intent: { by: 'alice' } });
  });

  it('does nothing to another key, another project, or after its time', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    await jobs.entomb(tombstone);

    await submitJob(state.stores, queue, { key: 'other' });
    await submitJob(state.stores, queue, { key: 'k', projectId: 'project-b' });
    await submitJob(state.stores, queue, { key: 'k' }, { submittedAt: tombstone.expiresAt });
    expect((await state.rows())['cancel_intents']).toEqual([]);
  });
});
