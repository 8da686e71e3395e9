import type { Kysely } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { JobFilter, JobList, JobPage } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';
import { selectJobs, toJob } from './job-row.ts';
import type { Found } from './list-branches.ts';
import { type ListOf, selectMatching, spanOf, unindexed } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';
import { isByDuration, sortedBy } from './list-order.ts';
import { pageByDays, pageByDuration } from './list-pages.ts';
import { orderOfTags, selectTagged } from './list-tagged.ts';
import { shortestWay } from './list-ways.ts';
import { searchDays } from './search-days.ts';
import type { SettledSearches } from './settled-searches.ts';
import { selectCandidates } from './text-index.ts';

/** A page of a project's jobs with the number of all that match, both of one moment. */
export async function list(
  { reader, searcher, contains }: Database,
  searches: SettledSearches,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
): Promise<JobList> {
  const wanted: ListOf = { projectId, filter, contains };
  return snapshotOf(filter.sqlContains === undefined ? reader : searcher, async (snapshot) => {
    const { seqs, total } = await find(snapshot, wanted, page, searches);
    return { jobs: await readJobs(snapshot, seqs), total };
  });
}

function snapshotOf<T>(database: Kysely<Tables>, read: (snapshot: Kysely<Tables>) => Promise<T>) {
  return database.transaction().setIsolationLevel('repeatable read').execute(read);
}

interface FoundPage {
  readonly seqs: readonly Found[];
  readonly total: number;
}

/** More are looked for by reading every text: each of them is looked up by itself. */
const mostCandidates = 20_000;

async function find(
  database: Kysely<Tables>,
  wanted: ListOf,
  page: JobPage,
  searches: SettledSearches,
): Promise<FoundPage> {
  const { jobId, batchName, table, tags = [], sqlContains } = wanted.filter;
  if ((jobId ?? batchName ?? table) !== undefined) {
    return findTogether(selectMatching(database, wanted, spanOf(wanted.filter)), page);
  }
  if (sqlContains !== undefined) {
    const candidates = await selectCandidates(database, sqlContains, mostCandidates);
    if (candidates) {
      const matching = selectMatching(database, wanted, spanOf(wanted.filter), unindexed);
      return findTogether(matching.where('jobs.seq', 'in', candidates), page);
    }
  }
  return tags.length > 0
    ? findTagged(database, wanted, page)
    : findByDays(database, wanted, page, searches);
}

/** Where they are few: they are counted and put in order as they are found. */
async function findTogether(
  matching: ReturnType<typeof selectMatching>,
  { order, offset, limit }: JobPage,
): Promise<FoundPage> {
  const seqs = await matching.select('jobs.seq').orderBy(sortedBy(order)).execute();
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
  const seqs = await tagged
    .select('job_tags.seq')
    .orderBy(orderOfTags(order))
    .limit(limit)
    .offset(offset)
    .execute();
  return { seqs, total };
}

/** No more is read than the page, however many match. */
async function findByDays(
  database: Kysely<Tables>,
  wanted: ListOf,
  page: JobPage,
  searches: SettledSearches,
): Promise<FoundPage> {
  const span = spanOf(wanted.filter);
  const way = await shortestWay(database, wanted, span);
  const days =
    wanted.filter.sqlContains === undefined
      ? await listDays(database, wanted, span, way)
      : await searchDays(database, wanted, span, way, searches);
  const { ended, open } = sumOf(days);
  const total = ended + open;
  if (!isByDuration(page.order)) {
    return { seqs: await pageByDays(database, wanted, way, days, page), total };
  }
  const isWhole = Object.keys(wanted.filter).length === 0;
  const ofProject = isWhole ? ended : await countOfProject(database, wanted);
  const counts = { ended, open, ofProject };
  return { seqs: await pageByDuration(database, wanted, span, way, page, counts), total };
}

async function countOfProject(database: Kysely<Tables>, wanted: ListOf): Promise<number> {
  const all = { ...wanted, filter: {} };
  return sumOf(await listDays(database, all, spanOf({}), 'project_id')).ended;
}

function sumOf(days: readonly ListDay[]) {
  const sum = (of: 'ended' | 'open') => days.reduce((all, day) => all + day[of], 0);
  return { ended: sum('ended'), open: sum('open') };
}

/** The jobs of a page, in the order in which they were found. */
async function readJobs(
  database: Kysely<Tables>,
  found: readonly Found[],
): Promise<readonly Job[]> {
  if (found.length === 0) return [];
  const seqs = found.map(({ seq }) => seq);
  const rows = await selectJobs(database).where('jobs.seq', 'in', seqs).execute();
  const places = new Map(seqs.map((seq, place) => [seq, place]));
  const placeOf = ({ seq }: Found) => places.get(seq) ?? 0;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b)).map(toJob);
}
