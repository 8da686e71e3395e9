import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { JobFilter, JobPage } from '../../src/core/ports/job-store.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { eachJob } from '../../src/core/actions/each-job.ts';
import { watchCalls } from '../support/watch-calls.ts';
import { openFreshState } from './fresh-state.ts';
import {
  claimNext,
  cancelWanted,
  commitMove,
  createQueue,
  endSucceeded,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const all: JobPage = { offset: 0, limit: 100, order: 'submitted_asc' };

function minute(count: number) {
  return { submittedAt: submittedAt + count * 60_000 };
}

/** Six jobs of project-a, one minute after the other, and one of project-b. */
async function submitSeven(stores: Stores): Promise<readonly Job[]> {
  const { jobs } = stores;
  const queue = await createQueue(stores, { slots: 100 });
  const etl = await createQueue(stores, { name: 'etl', engine: 'duckdb' });
  const bi = { key: 'team', value: 'bi' };
  const nightly = { key: 'run', value: 'nightly' };

  const failed = await submitJob(stores, queue, { sql: 'SELECT Größe', tags: [bi] }, minute(0));
  const quick = await submitJob(stores, queue, { sql: '100%_\\', tags: [bi, nightly] }, minute(1));
  const slow = await submitJob(stores, queue, { owner: 'bob', priority: -1 }, minute(2));
  const cancelled = await submitJob(stores, etl, { statementClass: 'ddl' }, minute(3));
  const cancelling = await submitJob(
    stores,
    queue,
    { database: 'other', statementClass: 'insert', priority: -2 },
    minute(4),
  );
  const queued = await submitJob(stores, etl, { tags: [nightly] }, minute(5));
  const foreign = await submitJob(stores, queue, { projectId: 'project-b', tags: [bi] }, minute(6));

  const claimed = async (job: Job) =>
    commitMove(jobs, job, { kind: 'claimed', leaseToken: 1 }, submittedAt);
  const run = async (job: Job, ms: number) => {
    const operation = { kind: 'operation_started', ref: job.id } as const;
    const running = await commitMove(jobs, await claimed(job), operation, submittedAt);
    return commitMove(jobs, running, endSucceeded, submittedAt + ms);
  };
  const error = { code: 'runtime', message: 'no' } as const;
  return [
    await commitMove(jobs, await claimed(failed), { kind: 'start_refused', error }),
    await run(quick, 10),
    await run(slow, 10_000),
    await commitMove(jobs, cancelled, cancelWanted),
    await commitMove(jobs, await claimed(cancelling), cancelWanted),
    queued,
    await run(foreign, 20_000),
  ];
}

describe.each(storeDrivers)('a job store on $name, list', (driver) => {
  // The numbers are places in `submitSeven`.
  const cases: readonly (readonly [string, (jobs: readonly Job[]) => JobFilter, number[]])[] = [
    ['all of the project', () => ({}), [0, 1, 2, 3, 4, 5]],
    ['one by its id', (jobs) => ({ jobId: jobs[2]?.id ?? '' }), [2]],
    ['none by the id of another project', (jobs) => ({ jobId: jobs[6]?.id ?? '' }), []],
    ['of a queue', () => ({ queueName: 'etl' }), [3, 5]],
    ['of an owner', () => ({ owner: 'bob' }), [2]],
    ['of an engine', () => ({ engine: 'duckdb' }), [3, 5]],
    ['of a database', () => ({ database: 'other' }), [4]],
    ['of statement classes', () => ({ statementClasses: ['ddl', 'insert'] }), [3, 4]],
    ['of no statement class', () => ({ statementClasses: [] }), []],
    ['of an ending', () => ({ statuses: ['succeeded'] }), [1, 2]],
    ['of endings and live statuses', () => ({ statuses: ['queued', 'failed'] }), [0, 5]],
    ['being cancelled', () => ({ statuses: ['cancelling'] }), [4]],
    ['cancelled', () => ({ statuses: ['cancelled'] }), [3]],
    ['of no status', () => ({ statuses: [] }), []],
    ['submitted after', () => ({ submittedAfter: submittedAt + 180_000 }), [4, 5]],
    ['submitted before', () => ({ submittedBefore: submittedAt + 120_000 }), [0, 1]],
    [
      'submitted between',
      () => ({ submittedAfter: submittedAt, submittedBefore: submittedAt + 180_000 }),
      [1, 2],
    ],
    ['with a part of the statement, in any case', () => ({ sqlContains: 'select gRÖSSe' }), []],
    ['with a part of the statement beyond A to Z', () => ({ sqlContains: 'sElEcT gRÖß' }), [0]],
    ['with a per cent sign', () => ({ sqlContains: '%' }), [1]],
    ['with an underscore', () => ({ sqlContains: '_' }), [1]],
    ['with a backslash', () => ({ sqlContains: '\\' }), [1]],
    ['with all three', () => ({ sqlContains: '0%_\\' }), [1]],
    ['with a tag', () => ({ tags: [{ key: 'team', value: 'bi' }] }), [0, 1]],
    [
      'with both of two tags',
      () => ({
        tags: [
          { key: 'team', value: 'bi' },
          { key: 'run', value: 'nightly' },
        ],
      }),
      [1],
    ],
    ['with the value of another tag', () => ({ tags: [{ key: 'team', value: 'nightly' }] }), []],
    ['with two filters', () => ({ queueName: 'etl', statuses: ['queued'] }), [5]],
  ];

  it('has the first of long texts, and says which are behind them', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const sql = 'x'.repeat(1_000_000);
    const ids: string[] = [];
    for (let count = 0; count < 10; count++) {
      ids.push((await submitJob(state.stores, queue, { sql }, minute(count))).id);
    }
    const read = async (page: Partial<JobPage>) => {
      const list = await jobs.list('project-a', {}, { ...all, ...page });
      expect(list.total).toBe(10);
      expect(list.late.every(({ bytes }) => bytes === 1_000_002)).toBe(true);
      return [list.jobs, list.late].map((some) => some.map(({ id }) => id));
    };
    expect(await read({})).toEqual([ids.slice(0, 2), ids.slice(2)]);
    const back = ids.toReversed();
    expect(await read({ order: 'submitted_desc' })).toEqual([back.slice(0, 2), back.slice(2)]);
    expect(await read({ offset: 7 })).toEqual([ids.slice(7, 9), ids.slice(9)]);
    expect(await read({ limit: 5 })).toEqual([ids.slice(0, 2), ids.slice(2, 5)]);

    const asked: number[] = [];
    const watched = watchCalls(jobs, (method, rest, call) => {
      if (method === 'findMany') asked.push((rest[1] as readonly string[]).length);
      return call();
    });
    const each = eachJob({ jobs: watched }, 'project-a', await jobs.list('project-a', {}, all));
    const taken: string[] = [];
    for await (const { id } of each) {
      taken.push(id);
      // Of those behind no more are read than somebody takes.
      expect(asked).toHaveLength(Math.max(0, Math.ceil(taken.length / 2) - 1));
    }
    expect(taken).toEqual(ids);

    let turns = 0;
    let isReading = true;
    const count = () => void (turns++, isReading && setImmediate(count));
    setImmediate(count);
    expect((await jobs.findMany('project-a', back)).map(({ id }) => id).toSorted()).toEqual(
      ids.toSorted(),
    );
    isReading = false;
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it.each(cases)('finds %s', async (_, filterOf, places) => {
    await using state = await openFreshState(driver);
    const jobs = await submitSeven(state.stores);
    const filter = filterOf(jobs);
    const expected = places.map((place) => jobs[place]);
    const found = await state.stores.jobs.list('project-a', filter, all);
    expect(found).toStrictEqual({ jobs: expected, late: [], total: expected.length });

    // The total is that of all pages, also past the last one.
    const first = await state.stores.jobs.list('project-a', filter, { ...all, limit: 1 });
    expect(first).toStrictEqual({ jobs: expected.slice(0, 1), late: [], total: expected.length });
    const past = await state.stores.jobs.list('project-a', filter, { ...all, offset: 50 });
    expect(past).toStrictEqual({ jobs: [], late: [], total: expected.length });
  });

  it.each([
    ['submitted_asc', [0, 1, 2, 3, 4, 5]],
    ['submitted_desc', [5, 4, 3, 2, 1, 0]],
    // What never started took no time; what has not ended counts as the longest.
    ['duration_asc', [0, 3, 1, 2, 4, 5]],
    ['duration_desc', [5, 4, 2, 1, 3, 0]],
  ] as const)('puts them in the order %s, page after page', async (order, places) => {
    await using state = await openFreshState(driver);
    const jobs = await submitSeven(state.stores);
    const pages = [];
    for (const offset of [0, 4]) {
      const page = await state.stores.jobs.list('project-a', {}, { offset, limit: 4, order });
      pages.push(...page.jobs);
    }
    expect(pages.map((job) => jobs.findIndex(({ id }) => id === job.id))).toEqual(places);
  });

  it('keeps jobs of one time in the order of arrival', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const ids = [];
    for (let count = 0; count < 20; count++) ids.push((await submitJob(state.stores, queue)).id);
    const found = await state.stores.jobs.list('project-a', {}, all);
    expect(found.jobs.map(({ id }) => id)).toEqual(ids);
  });
});

describe.each(storeDrivers)('a job store on $name, what the runner looks for', (driver) => {
  it('lists live and cancelling jobs by their lease', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    for (let count = 0; count < 4; count++) await submitJob(state.stores, queue);
    const claimed = [];
    for (const leaseToken of [1, 1, 2])
      claimed.push(await claimNext(jobs, leaseToken, 0, () => []));
    const [first, second, third] = claimed;
    if (!first || !second || !third) throw new Error('too few were claimed');
    const cancelling = await commitMove(jobs, second, cancelWanted);
    await commitMove(jobs, third, cancelWanted);

    expect((await jobs.liveJobs()).map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
    expect(await jobs.cancellingJobs(1)).toEqual([cancelling]);
    await commitMove(jobs, cancelling, endSucceeded);
    expect(await jobs.cancellingJobs(1)).toEqual([]);
    expect(await jobs.liveJobs()).toHaveLength(2);
  });

  it('finds the jobs past their queued or run limit, and no others', async () => {
    await using state = await openFreshState(driver);
    const { jobs } = state.stores;
    const queue = await createQueue(state.stores);
    const limits = { queuedTimeoutMs: 1_000, runTimeoutMs: 5_000 };
    const job = await submitJob(state.stores, queue, limits);
    const patient = await submitJob(state.stores, queue, { priority: -1 });
    const overdueAt = async (ms: number) =>
      (await jobs.overdueJobs(submittedAt + ms, 10)).map(({ id }) => id);

    expect(await overdueAt(999)).toEqual([]);
    expect(await overdueAt(1_000)).toEqual([job.id]);
    const claimed = await claimNext(jobs, 1, submittedAt + 2_000, () => []);
    if (claimed?.id !== job.id) throw new Error('another job was claimed');
    expect(await overdueAt(1_000_000)).toEqual([]);

    const started = { kind: 'operation_started', ref: 'job-1' } as const;
    const running = await commitMove(jobs, claimed, started, submittedAt + 2_500);
    expect(await overdueAt(7_499)).toEqual([]);
    expect(await overdueAt(7_500)).toEqual([job.id]);
    await commitMove(jobs, running, cancelWanted);
    expect(await overdueAt(1_000_000)).toEqual([]);
    expect(await jobs.find('project-a', patient.id)).toEqual(patient);
  });

  it('gives overdue jobs in slices, the longest overdue first', async () => {
    await using state = await openFreshState(driver);
    const queue = await createQueue(state.stores);
    const ids = [];
    for (const queuedTimeoutMs of [300, 100, 200]) {
      ids.push((await submitJob(state.stores, queue, { queuedTimeoutMs })).id);
    }
    const overdue = await state.stores.jobs.overdueJobs(submittedAt + 1_000, 2);
    expect(overdue.map(({ id }) => id)).toEqual([ids[1], ids[2]]);
  });
});
