import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { countAll } from './list-branches.ts';
import type { ListOf, Span } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';
import { selectEnded, selectOpen, type Way } from './list-ways.ts';
import type { SettledSearches } from './settled-searches.ts';

/**
 * The days that have jobs with a text: reads every text of a day that is not settled, and others get
 * their turn after each.
 */
export async function searchDays(
  database: Kysely<Tables>,
  wanted: ListOf,
  span: Span,
  way: Way,
  searches: SettledSearches,
): Promise<readonly ListDay[]> {
  const { sqlContains: _, ...filter } = wanted.filter;
  const settled = await searches.recall(database, wanted);
  const found: ListDay[] = [];
  for (const day of await listDays(database, { ...wanted, filter }, span, way)) {
    let ended = settled.foundOn(day);
    if (ended === null) {
      ended = await countAll(database, selectEnded(database, wanted, day, way));
      settled.remember(day, ended);
      await setImmediate();
    }
    const open = day.open === 0 ? 0 : await countAll(database, [selectOpen(database, wanted, day)]);
    if (ended + open > 0) found.push({ ...day, ended, open });
  }
  return found;
}
