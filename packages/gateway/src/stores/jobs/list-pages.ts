import type { Kysely } from 'kysely';
import type { JobPage } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { type Found, pickFrom } from './list-branches.ts';
import type { ListOf, Span } from './list-conditions.ts';
import type { ListDay } from './list-days.ts';
import { opposite, orderOf, sortedBy } from './list-order.ts';
import { selectEnded, selectEndedAlong, selectOpen, type Way } from './list-ways.ts';

/** Goes over the days until the page is full; a day before the page is passed by its count. */
export async function pageByDays(
  database: Kysely<Tables>,
  wanted: ListOf,
  way: Way,
  days: readonly ListDay[],
  { order, offset, limit }: JobPage,
): Promise<readonly Found[]> {
  const found: Found[] = [];
  let skip = offset;
  for (const day of order === 'submitted_asc' ? days : days.toReversed()) {
    if (skip >= day.ended + day.open) {
      skip -= day.ended + day.open;
      continue;
    }
    const branches = [
      ...(day.ended > 0 ? selectEnded(database, wanted, day, way) : []),
      ...(day.open > 0 ? [selectOpen(database, wanted, day)] : []),
    ];
    const part = { offset: skip, limit: limit - found.length };
    found.push(...(await pickFrom(database, branches, orderOf(order), part)));
    skip = 0;
    if (found.length >= limit) return found;
  }
  return found;
}

/** How many jobs a list has, and how many ended ones its project has. */
interface Counts {
  readonly ended: number;
  readonly open: number;
  readonly ofProject: number;
}

/** A job that has not ended has no duration yet and counts as the longest: its end is still open. */
export async function pageByDuration(
  database: Kysely<Tables>,
  list: ListOf,
  span: Span,
  way: Way,
  { order, offset, limit }: JobPage,
  counts: Counts,
): Promise<readonly Found[]> {
  const isLongestFirst = order === 'duration_desc';
  const place = (first: number, jobs: number) => {
    const skip = Math.max(offset - first, 0);
    const end = Math.min(offset + limit - first, jobs);
    return { order, offset: skip, limit: Math.max(end - skip, 0) };
  };
  const ofOpen = place(isLongestFirst ? 0 : counts.ended, counts.open);
  const open = selectOpen(database, list, span).select('jobs.seq');
  const openJobs =
    ofOpen.limit === 0
      ? []
      : await open
          .orderBy('jobs.seq', isLongestFirst ? 'desc' : 'asc')
          .limit(ofOpen.limit)
          .offset(ofOpen.offset)
          .execute();
  const ofEnded = place(isLongestFirst ? counts.open : 0, counts.ended);
  const endedJobs =
    ofEnded.limit === 0 ? [] : await pageOfEnded(database, list, span, way, ofEnded, counts);
  return isLongestFirst ? [...openJobs, ...endedJobs] : [...endedJobs, ...openJobs];
}

/**
 * Either goes along the index of durations and passes what does not match, from the end that is nearer;
 * or sorts all that match, by the index of a filter: whichever looks at fewer jobs.
 */
async function pageOfEnded(
  database: Kysely<Tables>,
  list: ListOf,
  span: Span,
  way: Way,
  { order, offset, limit }: JobPage,
  { ended, ofProject }: Counts,
): Promise<readonly Found[]> {
  const after = ended - offset - limit;
  const passed = ((Math.min(offset, after) + limit) * ofProject) / ended;
  if (passed > ended) {
    const matching = selectEnded(database, list, span, way);
    return pickFrom(database, matching, sortedBy(order), { offset, limit });
  }
  const isNearEnd = after < offset;
  const found = await selectEndedAlong(database, list, span, 'project_id')
    .select('jobs.seq')
    .orderBy(orderOf(isNearEnd ? opposite[order] : order))
    .limit(limit)
    .offset(isNearEnd ? after : offset)
    .execute();
  return isNearEnd ? found.toReversed() : found;
}
