import type { Kysely } from 'kysely';
import type { JobPage } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { type ListOf, selectMatching, spanOf } from './list-conditions.ts';
import type { ListDay } from './list-days.ts';
import { opposite, orderOf, sortedBy } from './list-order.ts';

export interface Found {
  readonly seq: number;
}

/** Goes over the days until the page is full; a day before the page is passed by its count. */
export async function pageByDays(
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

/**
 * Either goes along the index of durations and passes what does not match, from the end that is nearer;
 * or sorts all that match, by the index of a filter: whichever looks at fewer jobs.
 * @param ofProject how many jobs the project has
 */
export async function pageByDuration(
  database: Kysely<Tables>,
  wanted: ListOf,
  { order, offset, limit }: JobPage,
  { total, ofProject }: { readonly total: number; readonly ofProject: number },
): Promise<readonly Found[]> {
  const count = Math.min(limit, total - offset);
  if (count <= 0) return [];
  const after = total - offset - count;
  const isNearEnd = after < offset;
  const passed = ((Math.min(offset, after) + count) * ofProject) / total;
  const way = isNearEnd ? opposite[order] : order;
  return selectMatching(database, wanted, spanOf(wanted.filter))
    .select('jobs.seq')
    .orderBy(passed > total ? sortedBy(way) : orderOf(way))
    .limit(count)
    .offset(isNearEnd ? after : offset)
    .execute();
}
