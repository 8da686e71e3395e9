import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Events lie in the order in which they happened, so the oldest are the first: no index by time is
 * needed, which each write would pay for. Events that a wrong clock dated ahead of now are passed
 * over, and do not hide those behind them.
 */
export async function deleteEvents(
  transaction: Transaction<Tables>,
  times: { readonly before: number; readonly now: number },
  after: number,
  limit: number,
): Promise<number | null> {
  const slice = await transaction
    .selectFrom('events')
    .select(['seq', 'at'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  const over = slice.filter(({ at }) => at <= times.before).map(({ seq }) => seq);
  const newest = over.at(-1);
  if (newest !== undefined) {
    await transaction.deleteFrom('events').where('seq', 'in', over).execute();
    // A reader that stopped before this number is told so: it may have missed some.
    await transaction
      .updateTable('feed')
      .set({ pruned_through: newest })
      .where('pruned_through', '<', newest)
      .execute();
  }

  const isFull = slice.length === limit;
  const isPast = slice.every(({ at }) => at <= times.before || at > times.now);
  return isFull && isPast ? (slice.at(-1)?.seq ?? null) : null;
}
