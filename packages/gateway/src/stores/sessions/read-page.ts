import type { Kysely } from 'kysely';
import type { StatementList } from '../../core/ports/session-store.ts';
import { readFirst } from '../jobs/read-in-turns.ts';
import type { Tables } from '../tables.ts';
import { cutPage } from './cut-page.ts';

/**
 * Reads the statements of a page, as far as their texts go together.
 * @param rows at most one more than the page has
 */
export async function readPage<Row extends { readonly seq: number }>(
  reader: Kysely<Tables>,
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => number | null,
): Promise<Omit<StatementList, 'total'>> {
  const read = await readFirst(reader, rows.slice(0, limit));
  const [late] = read.late;
  // Behind the last that was read, whether or not there are more than this page was to have.
  const shown = late ? rows.findIndex(({ seq }) => seq === late.seq) : limit;
  const { next } = cutPage(rows, shown, placeOf);
  return { ...read, next };
}
