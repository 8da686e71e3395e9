import type { Transaction } from 'kysely';
import type { SlicePlace } from '../../core/ports/retention-store.ts';
import type { Tables } from '../tables.ts';
import { deleteOldest } from './delete-oldest.ts';

/** A reader that stopped before the newest of them is told so: it may have missed some. */
export async function deleteEvents(
  transaction: Transaction<Tables>,
  times: { readonly before: number; readonly now: number },
  place: SlicePlace,
): Promise<number | null> {
  const { newest, next } = await deleteOldest(transaction, 'events', times, place);
  if (newest !== null) {
    await transaction
      .updateTable('feed')
      .set({ pruned_through: newest })
      .where('pruned_through', '<', newest)
      .execute();
  }
  return next;
}
