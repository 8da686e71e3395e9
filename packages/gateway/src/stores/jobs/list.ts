import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { JobFilter, JobList, JobPage } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';
import { selectJobs, toJob } from './job-row.ts';
import { listDays, type ListDay } from './list-days.ts';
import { selectTagged } from './list-tagged.ts';
import { type ListOf, selectMatching, type Span, spanOf } from './list-conditions.ts';

/** A page of a project's jobs with the number of all that match, both of one moment. */
export async function list(
  { reader, searcher, contains }: Database,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
): Promise<JobList> {
  const wanted: ListOf = { projectId, filter, contains };
  if (filter.jobId !== undefined) {
    return snapshotOf(reader, (snapshot) => listDirectly(snapshot, wanted, page));
  }
  if (filter.tags !== undefined && filter.tags.length > 0) {
    const slow = filter.sqlContains === undefined ? reader : searcher;
    return snapshotOf(slow, (snapshot) => listTagged(snapshot, wanted, page));
  }
  return filter.sqlContains === undefined
    ? snapshotOf(reader, (snapshot) => listCounted(snapshot, wanted, page))
    : snapshotOf(searcher, (snapshot) => search(snapshot, wanted, page));
}

function snapshotOf<T>(database: Kysely<Tables>, read: (snapshot: Kysely<Tables>) => Promise<T>) {
  return database.transaction().setIsolationLevel('repeatable read').execute(read);
}

/** One job, or none: those are counted and put in order as they are found. */
async function listDirectly(
  database: Kysely<Tables>,
  wanted: ListOf,
  page: JobPage,
): Promise<JobList> {
  const matching = selectMatching(database, wanted, spanOf(wanted.filter));
  const { total } = await matching
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await matching
    .select('jobs.seq')
    .orderBy(orderOf(page.order))
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return { jobs: await readJobs(database, rows, page), total };
}

async function listTagged(
  database: Kysely<Tables>,
  wanted: ListOf,
  page: JobPage,
): Promise<JobList> {
  const tagged = await selectTagged(database, wanted);
  const { total } = await tagged
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const { order, limit, offset } = page;
  const inOrder =
    order === 'submitted_asc' || order === 'submitted_desc'
      ? tagged.orderBy(sql.raw(orderOfTags[order]))
      : tagged.innerJoin('jobs', 'jobs.seq', 'job_tags.seq').orderBy(orderOf(order));
  const rows = await inOrder.select('job_tags.seq').limit(limit).offset(offset).execute();
  return { jobs: await readJobs(database, rows, page), total };
}

const orderOfTags = {
  submitted_asc: 'job_tags.submitted_at, job_tags.seq',
  submitted_desc: 'job_tags.submitted_at desc, job_tags.seq desc',
};

/** Filters that the counts know: no more is read than the page, however many match. */
async function listCounted(
  database: Kysely<Tables>,
  wanted: ListOf,
  page: JobPage,
): Promise<JobList> {
  const span = spanOf(wanted.filter);
  const days = await listDays(database, wanted, span);
  const total = days.reduce((sum, { jobs }) => sum + jobs, 0);
  const seqs = isByDuration(page)
    ? await pageByDuration(database, wanted, span, page, total)
    : await pageByDays(database, wanted, days, page);
  return { jobs: await readJobs(database, seqs, page), total };
}

/** Goes over the days until the page is full; a day before the page is passed by its count. */
async function pageByDays(
  database: Kysely<Tables>,
  wanted: ListOf,
  days: readonly ListDay[],
  { order, offset, limit }: JobPage,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  let skip = offset;
  for (const day of order === 'submitted_asc' ? days : days.toReversed()) {
    if (skip >= day.jobs) {
      skip -= day.jobs;
      continue;
    }
    const rows = await selectMatching(database, wanted, day)
      .select('jobs.seq')
      .orderBy(orderOf(order))
      .limit(limit - found.length)
      .offset(skip)
      .execute();
    found.push(...rows);
    skip = 0;
    if (found.length >= limit) return found;
  }
  return found;
}

/** From the end that is nearer: what lies before a page is read, if only in the index. */
async function pageByDuration(
  database: Kysely<Tables>,
  wanted: ListOf,
  span: Span,
  { order, offset, limit }: JobPage,
  total: number,
): Promise<readonly Found[]> {
  const count = Math.min(limit, total - offset);
  if (count <= 0) return [];
  const after = total - offset - count;
  const isNearEnd = after < offset;
  return selectMatching(database, wanted, span)
    .select('jobs.seq')
    .orderBy(orderOf(isNearEnd ? opposite[order] : order))
    .limit(count)
    .offset(isNearEnd ? after : offset)
    .execute();
}

/** Reads every text, day by day; others get their turn between two days. */
async function search(database: Kysely<Tables>, wanted: ListOf, page: JobPage): Promise<JobList> {
  const { sqlContains: _, ...filter } = wanted.filter;
  const days = await listDays(database, { ...wanted, filter }, spanOf(filter));
  const found: (Found & { readonly duration: number })[] = [];
  for (const day of page.order === 'submitted_desc' ? days.toReversed() : days) {
    const rows = await selectMatching(database, wanted, day)
      .select(['jobs.seq', durationKey.as('duration')])
      .orderBy(orderOf(isByDuration(page) ? 'submitted_asc' : page.order))
      .execute();
    for (const row of rows) found.push(row);
    await setImmediate();
  }
  if (isByDuration(page)) found.sort((a, b) => a.duration - b.duration || a.seq - b.seq);
  if (page.order === 'duration_desc') found.reverse();
  const seqs = found.slice(page.offset, page.offset + page.limit);
  return { jobs: await readJobs(database, seqs, page), total: found.length };
}

type Found = { readonly seq: number };

/** The page is cut by number first, so that only its own rows are read whole and joined. */
async function readJobs(
  database: Kysely<Tables>,
  found: readonly Found[],
  { order }: JobPage,
): Promise<readonly Job[]> {
  if (found.length === 0) return [];
  const seqs = found.map(({ seq }) => seq);
  const rows = await selectJobs(database)
    .where('jobs.seq', 'in', seqs)
    .orderBy(orderOf(order))
    .execute();
  return rows.map(toJob);
}

function isByDuration({ order }: JobPage): boolean {
  return order === 'duration_asc' || order === 'duration_desc';
}

/** A job that has not ended has no duration yet and counts as the longest: its end is still open. */
const durationKey = sql<number>`coalesce(jobs.duration_ms, 9007199254740991)`;

const opposite = {
  submitted_asc: 'submitted_desc',
  submitted_desc: 'submitted_asc',
  duration_asc: 'duration_desc',
  duration_desc: 'duration_asc',
} as const;

/** Jobs of one time stand in order of arrival. */
function orderOf(order: JobPage['order']) {
  switch (order) {
    case 'submitted_asc':
      return sql`jobs.submitted_at, jobs.seq`;
    case 'submitted_desc':
      return sql`jobs.submitted_at desc, jobs.seq desc`;
    case 'duration_asc':
      return sql`${durationKey}, jobs.seq`;
    case 'duration_desc':
      return sql`${durationKey} desc, jobs.seq desc`;
  }
}
