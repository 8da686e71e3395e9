import type { Kysely } from 'kysely';
import type { JobFilter, JobList, JobPage, UncountedJobs } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';
import type { Found } from './list-branches.ts';
import { type ListOf, selectMatching, spanOf, unindexed } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';
import { isByDuration, sortedBy } from './list-order.ts';
import { pageByDays, pageByDuration } from './list-pages.ts';
import { orderOfTags, selectTagged } from './list-tagged.ts';
import { shortestWay } from './list-ways.ts';
import { readFirst } from './read-in-turns.ts';
import { type IsOver, searchDays, settleDays } from './search-days.ts';
import type { SettledSearches } from './settled-searches.ts';
import { selectCandidates } from './text-index.ts';

/** What lists are asked of. */
export interface Listing {
  readonly database: Database;
  readonly searches: SettledSearches;
}

/** A page of a project's jobs with the number of all that match, both of one moment. */
export async function list(
  listing: Listing,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
): Promise<JobList> {
  const { total, ...read } = await readPage(listing, projectId, filter, page, () => false);
  if (total === null) throw new Error('a list whose time is not limited was not counted');
  return { ...read, total };
}

/** Likewise, but where counting takes longer than `mostMs` it goes on after the answer. */
export async function listSoon(
  listing: Listing,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
  mostMs: number,
): Promise<JobList | UncountedJobs> {
  const { total, ...read } = await readPage(listing, projectId, filter, page, overAfter(mostMs));
  if (total !== null) return { ...read, total };
  const wanted: ListOf = { projectId, filter, contains: listing.database.contains };
  listing.searches.countBeside(wanted, () => countOn(listing, wanted, mostMs));
  return { ...read, total };
}

function overAfter(ms: number): IsOver {
  const until = performance.now() + ms;
  return () => performance.now() >= until;
}

/** A turn at a time: other searches have theirs between. */
async function countOn(
  { database, searches }: Listing,
  wanted: ListOf,
  turnMs: number,
): Promise<void> {
  const span = spanOf(wanted.filter);
  const turn = () =>
    snapshotOf(database.searcher, async (snapshot) => {
      const way = await shortestWay(snapshot, wanted, span);
      const search = { database: snapshot, wanted, span, way, searches };
      return settleDays(search, overAfter(turnMs));
    });
  while ((await turn()) !== 'whole');
}

async function readPage(
  { database, searches }: Listing,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
  isOver: IsOver,
): Promise<Pick<JobList, 'jobs' | 'late'> & { readonly total: number | null }> {
  const { reader, searcher, contains } = database;
  const wanted: ListOf = { projectId, filter, contains };
  return snapshotOf(filter.sqlContains === undefined ? reader : searcher, async (snapshot) => {
    const { seqs, total } = await find(snapshot, wanted, page, searches, isOver);
    return { ...(await readFirst(snapshot, seqs)), total };
  });
}

function snapshotOf<T>(database: Kysely<Tables>, read: (snapshot: Kysely<Tables>) => Promise<T>) {
  return database.transaction().setIsolationLevel('repeatable read').execute(read);
}

interface FoundPage {
  readonly seqs: readonly Found[];
  /** Null where it was over before all were counted. */
  readonly total: number | null;
}

/** More are looked for by reading every text: each of them is looked up by itself. */
const mostCandidates = 20_000;

async function find(
  database: Kysely<Tables>,
  wanted: ListOf,
  page: JobPage,
  searches: SettledSearches,
  isOver: IsOver,
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
    : findByDays(database, wanted, page, searches, isOver);
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
  isOver: IsOver,
): Promise<FoundPage> {
  const span = spanOf(wanted.filter);
  const way = await shortestWay(database, wanted, span);
  const search = { database, wanted, span, way, searches };
  const { days, isWhole } =
    wanted.filter.sqlContains === undefined
      ? { days: await listDays(database, wanted, span, way), isWhole: true }
      : // By duration any day can have jobs of the page.
        await searchDays(search, page, isByDuration(page.order) ? () => false : isOver);
  const { ended, open } = sumOf(days);
  const total = isWhole ? ended + open : null;
  if (!isByDuration(page.order)) {
    return { seqs: await pageByDays(database, wanted, way, days, page), total };
  }
  const isOfAll = Object.keys(wanted.filter).length === 0;
  const ofProject = isOfAll ? ended : await countOfProject(database, wanted);
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
