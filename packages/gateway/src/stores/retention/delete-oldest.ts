import type { Transaction } from 'kysely';
import type { SlicePlace } from '../../core/ports/retention-store.ts';
import type { Tables } from '../tables.ts';

/**
 * Takes the rows of a table away that are numbered as they were written: the oldest are the first, and no
 * index by time is needed, which each write would pay for. Rows that a wrong clock dated ahead of now are
 * passed over, and do not hide those behind them.
 * @returns the newest that was taken away, and where the next slice begins, null when no more are left
 */
export async function deleteOldest(
  transaction: Transaction<Tables>,
  table: 'audit' | 'events',
  times: { readonly before: number; readonly now: number },
  { after, limit }: SlicePlace,
): Promise<{ readonly newest: number | null; readonly next: number | null }> {
  const slice = await transaction
    .selectFrom(table)
    .select(['seq', 'at'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const over = slice.filter(({ at }) => at <= times.before).map(({ seq }) => seq);
  if (over.length > 0) await transaction.deleteFrom(table).where('seq', 'in', over).execute();

  const isFull = slice.length === limit;
  const isPast = slice.every(({ at }) => at <= times.before || at > times.now);
  return {
    newest: over.at(-1) ?? null,
    next: isFull && isPast ? (slice.at(-1)?.seq ?? null) : null,
  };
}
