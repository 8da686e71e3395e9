import { assert, asyncProperty, constantFrom, integer, record, subarray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { JobFilter, JobPage, StatusFilter } from '../../src/core/ports/job-store.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { openFreshState } from './fresh-state.ts';
import { cancelWanted, commitMove, createQueue, endSucceeded, submitJob } from './sample-job.ts';
import { storeDrivers } from './store-drivers.ts';

const dayMs = 86_400_000;
const midnight = 20_000 * dayMs;
const tags = ['a', 'b', 'c'].map((value) => ({ key: 'tag', value }));

/** Jobs of two projects over four days, alike and unlike in all that a list is cut down by. */
async function submitMany(stores: Stores): Promise<readonly Job[]> {
  const queue = await createQueue(stores, { slots: 1_000 });
  const etl = await createQueue(stores, { name: 'etl', slots: 1_000 });
  const own = await createQueue(stores, { name: 'own', projectId: 'project-a', slots: 1_000 });
  const submitted = Array.from({ length: 60 }, (_, index) => {
    // Unlike one another in what they leave of each other, and the same in every run.
    const pick = <T>(from: readonly T[], by: number) =>
      from[Math.floor((index * by) % 31) % from.length] as T;
    const request = {
      projectId: index % 6 === 5 ? 'project-b' : 'project-a',
      owner: pick(['ann', 'bob', 'eve'], 5),
      database: pick(['lake', 'samples'], 7),
      statementClass: pick(['query', 'insert', 'ddl'] as const, 11),
      sql: pick(['SELECT 1', 'SELECT many', 'INSERT'], 13),
      tags: tags.filter((_tag, place) => pick([true, false, false, true, true], 3 + place)),
    };
    const at = { submittedAt: midnight + Math.floor((index % 16) * 0.3 * dayMs) };
    const where = index % 12 === 4 ? own : pick([queue, etl], 17);
    return submitJob(stores, where, request, at);
  });
  const jobs: Job[] = [];
  for (const job of await Promise.all(submitted)) jobs.push(await move(stores, job, jobs.length));
  return jobs;
}

async function move({ jobs }: Stores, queued: Job, index: number): Promise<Job> {
  const at = queued.submittedAt;
  if (index % 7 === 0) return queued;
  if (index % 7 === 1) return commitMove(jobs, queued, cancelWanted, at);
  const claimed = await commitMove(jobs, queued, { kind: 'claimed', leaseToken: 1 }, at);
  if (index % 7 === 2) return claimed;
  const operation = { kind: 'operation_started', ref: queued.id } as const;
  const running = await commitMove(jobs, claimed, operation, at);
  // Some take as long as others.
  return commitMove(jobs, running, endSucceeded, at + (index % 5) * 1_000);
}

const filters = record(
  {
    queueName: constantFrom('default', 'etl'),
    owner: constantFrom('ann', 'bob', 'nobody'),
    database: constantFrom('lake', 'samples'),
    engine: constantFrom('scripted', 'spark'),
    statementClasses: subarray(['query', 'insert', 'ddl'] as const),
    statuses: subarray(['queued', 'launching', 'succeeded', 'cancelled'] as const),
    submittedAfter: integer({ min: -2, max: 12 }).map((part) => midnight + part * 0.4 * dayMs),
    submittedBefore: integer({ min: 0, max: 12 }).map((part) => midnight + part * 0.4 * dayMs),
    sqlContains: constantFrom('select', 'e', 'MANY'),
    tags: subarray(tags, { minLength: 1 }),
    within: record({
      owner: constantFrom('ann', 'eve', null),
      queues: subarray([0, 1, 2, 3], { minLength: 0 }),
    }),
  },
  { requiredKeys: [] },
);

/** What a list is, said once more without a database. */
function expected(jobs: readonly Job[], filter: JobFilter, page: JobPage) {
  const matching = jobs.filter((job) => matches(job, filter)).toSorted(compare(page.order));
  const ids = matching.slice(page.offset, page.offset + page.limit).map(({ id }) => id);
  return { ids, total: matching.length };
}

function matches({ request, state, submittedAt }: Job, filter: JobFilter): boolean {
  const { within, statuses, tags: wanted = [] } = filter;
  const status: StatusFilter = state.status === 'ended' ? state.ending.how : state.status;
  return (
    request.projectId === 'project-a' &&
    isOneOf(filter.queueName, request.queueName) &&
    isOneOf(filter.owner, request.owner) &&
    isOneOf(filter.database, request.database) &&
    isOneOf(filter.engine, request.engine) &&
    (filter.statementClasses ?? [request.statementClass]).includes(request.statementClass) &&
    (statuses ?? [status]).includes(status) &&
    submittedAt > (filter.submittedAfter ?? -Infinity) &&
    submittedAt < (filter.submittedBefore ?? Infinity) &&
    request.sql.toLowerCase().includes((filter.sqlContains ?? '').toLowerCase()) &&
    wanted.every((tag) => request.tags.some(({ value }) => value === tag.value)) &&
    (!within || within.owner === request.owner || within.queueIds.includes(request.queueId))
  );
}

function isOneOf(value: string | undefined, is: string): boolean {
  return value === undefined || value === is;
}

function compare(order: JobPage['order']) {
  const by = (job: Job) =>
    order.startsWith('submitted') ? job.submittedAt : (durationOf(job) ?? Infinity);
  const sign = order.endsWith('_asc') ? 1 : -1;
  return (a: Job, b: Job) => (by(a) === by(b) ? 0 : sign * (by(a) < by(b) ? -1 : 1));
}

function durationOf({ state }: Job): number | null {
  if (state.status !== 'ended') return null;
  return state.startedAt === null ? 0 : state.endedAt - state.startedAt;
}

describe.each(storeDrivers)('a job store on $name, any list', (driver) => {
  it('has the jobs that match, in order, and their number', async () => {
    await using state = await openFreshState(driver);
    const all = await submitMany(state.stores);
    const queueIds = [...new Set(all.map(({ request }) => request.queueId)), 'none'];
    const pages = record({
      offset: integer({ min: 0, max: 20 }),
      limit: integer({ min: 1, max: 30 }),
      order: constantFrom<JobPage['order'][]>(
        'submitted_asc',
        'submitted_desc',
        'duration_asc',
        'duration_desc',
      ),
    });
    await assert(
      asyncProperty(filters, pages, async ({ within, ...words }, page) => {
        const scope = within && {
          owner: within.owner,
          queueIds: within.queues.map((place) => queueIds[place] ?? ''),
        };
        const filter: JobFilter = { ...words, ...(scope && { within: scope }) };
        const { jobs, total } = await state.stores.jobs.list('project-a', filter, page);
        // Jobs of one time stand in order of arrival, both ways.
        const inOrder = page.order.endsWith('_desc') ? all.toReversed() : all;
        const found = { ids: jobs.map(({ id }) => id), total };
        expect(found).toEqual(expected(inOrder, filter, page));
        for (const job of jobs) expect(all).toContainEqual(job);
      }),
      { numRuns: 400 },
    );
  });

  it('has the jobs of a scope of very many queues', async () => {
    await using state = await openFreshState(driver);
    const all = await submitMany(state.stores);
    const some = all.slice(0, 1).map(({ request }) => request.queueId);
    const others = Array.from({ length: 2_000 }, (_, index) => `queue-${index}`);
    const within = { owner: 'ann', queueIds: [...others, ...some] };
    for (const order of ['submitted_desc', 'duration_desc'] as const) {
      const page: JobPage = { offset: 5, limit: 10, order };
      const { jobs, total } = await state.stores.jobs.list('project-a', { within }, page);
      const found = { ids: jobs.map(({ id }) => id), total };
      expect(found).toEqual(expected(all.toReversed(), { within }, page));
    }
  });
});
