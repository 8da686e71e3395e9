import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { type ListOf, selectMatching, spanOf } from './list-conditions.ts';
import { listDays, type ListDay } from './list-days.ts';

/** The days that have jobs with a text: reads every text, and others get their turn between two days. */
export async function searchDays(
  database: Kysely<Tables>,
  wanted: ListOf,
): Promise<readonly ListDay[]> {
  const { sqlContains: _, ...filter } = wanted.filter;
  const found: ListDay[] = [];
  for (const day of await listDays(database, { ...wanted, filter }, spanOf(filter))) {
    const { jobs } = await selectMatching(database, wanted, day)
      .select(({ fn }) => fn.countAll<number>().as('jobs'))
      .executeTakeFirstOrThrow();
    if (jobs > 0) found.push({ ...day, jobs });
    await setImmediate();
  }
  return found;
}
