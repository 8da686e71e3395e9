import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { JobPage } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { countAll } from './list-branches.ts';
import type { ListOf, Span } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';
import { selectEnded, selectOpen, type Way } from './list-ways.ts';
import type { SettledSearches } from './settled-searches.ts';

/** Whether what was to be looked at for so long has been. */
export type IsOver = () => boolean;

/** A search by days, in one snapshot. */
export interface DaySearch {
  readonly database: Kysely<Tables>;
  readonly wanted: ListOf;
  readonly span: Span;
  readonly way: Way;
  readonly searches: SettledSearches;
}

/**
 * The days that have jobs with a text, oldest first: reads every text of a day that is not settled, and
 * others get their turn after each. When it is over and the page has all its jobs, and one beyond it, the
 * days that are left are not looked at.
 */
export async function searchDays(
  search: DaySearch,
  { order, offset, limit }: JobPage,
  isOver: IsOver,
): Promise<{ readonly days: readonly ListDay[]; readonly isWhole: boolean }> {
  const { database, wanted, searches } = search;
  const settled = await searches.recall(database, wanted);
  const isOldestFirst = order === 'submitted_asc';
  const inOrder = (days: readonly ListDay[]) => (isOldestFirst ? days : days.toReversed());
  const found: ListDay[] = [];
  let jobs = 0;
  for (const day of inOrder(await daysOf(search))) {
    let ended = settled.foundOn(day);
    if (ended === null) {
      if (jobs > offset + limit && isOver()) return { days: inOrder(found), isWhole: false };
      ended = await countEnded(search, day);
      settled.remember(day, ended);
      await setImmediate();
    }
    const open = day.open === 0 ? 0 : await countAll(database, [selectOpen(database, wanted, day)]);
    if (ended + open > 0) found.push({ ...day, ended, open });
    jobs += ended + open;
  }
  return { days: inOrder(found), isWhole: true };
}

/** Counts days that can be remembered and are not yet: at least one, then on until it is over. */
export async function settleDays(search: DaySearch, isOver: IsOver): Promise<'whole' | 'over'> {
  const settled = await search.searches.recall(search.database, search.wanted);
  for (const day of await daysOf(search)) {
    if (!settled.isSettled(day) || settled.foundOn(day) !== null) continue;
    settled.remember(day, await countEnded(search, day));
    if (isOver()) return 'over';
    await setImmediate();
  }
  return 'whole';
}

/** With how many jobs the rest of the filter leaves. */
function daysOf({ database, wanted, span, way }: DaySearch): Promise<readonly ListDay[]> {
  const { sqlContains: _, ...filter } = wanted.filter;
  return listDays(database, { ...wanted, filter }, span, way);
}

function countEnded({ database, wanted, way }: DaySearch, day: ListDay): Promise<number> {
  return countAll(database, selectEnded(database, wanted, day, way));
}
