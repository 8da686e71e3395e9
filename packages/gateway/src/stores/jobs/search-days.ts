import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { countAll } from './list-branches.ts';
import type { ListOf, Span } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';
import { selectEnded, selectOpen, type Way } from './list-ways.ts';

/** The days that have jobs with a text: reads every text, and others get their turn between two days. */
export async function searchDays(
  database: Kysely<Tables>,
  wanted: ListOf,
  span: Span,
  way: Way,
): Promise<readonly ListDay[]> {
  const { sqlContains: _, ...filter } = wanted.filter;
  const found: ListDay[] = [];
  for (const day of await listDays(database, { ...wanted, filter }, span, way)) {
    const ended = await countAll(database, selectEnded(database, wanted, day, way));
    const open = day.open === 0 ? 0 : await countAll(database, [selectOpen(database, wanted, day)]);
    if (ended + open > 0) found.push({ ...day, ended, open });
    await setImmediate();
  }
  return found;
}
