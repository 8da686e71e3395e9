import { type Kysely, sql } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { JobFilter, JobList, JobPage } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';
import { selectJobs, toJob } from './job-row.ts';
import { type ListOf, selectMatching, spanOf, unindexed } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';
import { isByDuration, orderOf } from './list-order.ts';
import { type Found, pageByDays, pageByDuration } from './list-pages.ts';
import { selectTagged } from './list-tagged.ts';
import { searchDays } from './search-days.ts';
import { selectCandidates } from './text-index.ts';

/** A page of a project's jobs with the number of all that match, both of one moment. */
export async function list(
  { reader, searcher, contains }: Database,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
): Promise<JobList> {
  const wanted: ListOf = { projectId, filter, contains };
  return snapshotOf(filter.sqlContains === undefined ? reader : searcher, async (snapshot) => {
    const { seqs, total } = await find(snapshot, wanted, page);
    return { jobs: await readJobs(snapshot, seqs, page), total };
  });
}

function snapshotOf<T>(database: Kysely<Tables>, read: (snapshot: Kysely<Tables>) => Promise<T>) {
  return database.transaction().setIsolationLevel('repeatable read').execute(read);
}

/** The numbers of the jobs of a page, so that no more than those are read whole. */
interface FoundPage {
  readonly seqs: readonly Found[];
  readonly total: number;
}

/** More are looked for by reading every text: each of them is looked up by itself. */
const mostCandidates = 20_000;

async function find(database: Kysely<Tables>, wanted: ListOf, page: JobPage): Promise<FoundPage> {
  const { jobId, tags = [], sqlContains } = wanted.filter;
  if (jobId !== undefined) {
    return findTogether(selectMatching(database, wanted, spanOf(wanted.filter)), page);
  }
  if (sqlContains !== undefined) {
    const candidates = await selectCandidates(database, sqlContains, mostCandidates);
    if (candidates) {
      const matching = selectMatching(database, wanted, spanOf(wanted.filter), unindexed);
      return findTogether(matching.where('jobs.seq', 'in', candidates), page);
    }
  }
  if (tags.length > 0) return findTagged(database, wanted, page);
  return sqlContains === undefined
    ? findByDays(database, wanted, await listDays(database, wanted, spanOf(wanted.filter)), page)
    : findByDays(database, wanted, await searchDays(database, wanted), page);
}

/** Where they are few: they are counted and put in order as they are found. */
async function findTogether(
  matching: ReturnType<typeof selectMatching>,
  { order, offset, limit }: JobPage,
): Promise<FoundPage> {
  const seqs = await matching.select('jobs.seq').orderBy(orderOf(order)).execute();
  return { seqs: seqs.slice(offset, offset + limit), total: seqs.length };
}

async function findTagged(
  database: Kysely<Tables>,
  wanted: ListOf,
  { order, offset, limit }: JobPage,
): Promise<FoundPage> {
  const tagged = await selectTagged(database, wanted);
  const { total } = await tagged
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const inOrder =
    order === 'submitted_asc' || order === 'submitted_desc'
      ? tagged.orderBy(sql.raw(orderOfTags[order]))
      : tagged.innerJoin('jobs', 'jobs.seq', 'job_tags.seq').orderBy(orderOf(order));
  const seqs = await inOrder.select('job_tags.seq').limit(limit).offset(offset).execute();
  return { seqs, total };
}

const orderOfTags = {
  submitted_asc: 'job_tags.submitted_at, job_tags.seq',
  submitted_desc: 'job_tags.submitted_at desc, job_tags.seq desc',
};

/** No more is read than the page, however many match. */
async function findByDays(
  database: Kysely<Tables>,
  wanted: ListOf,
  days: readonly ListDay[],
  page: JobPage,
): Promise<FoundPage> {
  const total = sumOf(days);
  if (!isByDuration(page.order)) {
    return { seqs: await pageByDays(database, wanted, days, page), total };
  }
  const isWhole = Object.keys(wanted.filter).length === 0;
  const ofProject = isWhole
    ? total
    : sumOf(await listDays(database, { ...wanted, filter: {} }, spanOf({})));
  return { seqs: await pageByDuration(database, wanted, page, { total, ofProject }), total };
}

function sumOf(days: readonly ListDay[]): number {
  return days.reduce((sum, { jobs }) => sum + jobs, 0);
}

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
