import type { Transaction } from 'kysely';
import { prepared } from './prepared-query.ts';
import type { Tables } from './tables.ts';

/**
 * Whether a queue has not been deleted. Asked in the transaction that writes something on it: the queue was
 * found before that, and a delete may have come between.
 */
export async function isQueueThere(
  transaction: Transaction<Tables>,
  queueId: string,
): Promise<boolean> {
  return (await selectQueue(transaction, { queueId })).rows.length > 0;
}

const selectQueue = prepared((database, at: { readonly queueId: string }) =>
  database
    .selectFrom('queues')
    .select('id')
    .where('id', '=', at.queueId)
    .where('deleted_at', 'is', null),
);
