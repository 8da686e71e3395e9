import type { Transaction } from 'kysely';
import type { ReleaseCheck } from '../../core/job/receipt.ts';
import type { EndedSession } from '../../core/session/session.ts';
import type { Tables } from '../tables.ts';

/**
 * The check of the session place of one that has just ended, read after the move and in its transaction.
 * @throws when it still has its place
 */
export async function checkPlace(
  transaction: Transaction<Tables>,
  { id, request, state }: EndedSession,
): Promise<ReleaseCheck> {
  const { queueId, queueName } = request;
  const queue = await transaction
    .selectFrom('queues')
    .select('session_places')
    .where('id', '=', queueId)
    .executeTakeFirstOrThrow();
  const holders = await transaction
    .selectFrom('sessions')
    .select('id')
    .where('queue_id', '=', queueId)
    .where('lease_token', 'is not', null)
    .execute();
  const read = `${holders.length} of ${queue.session_places} session places in use`;
  const isGone = holders.every((holder) => holder.id !== id);
  // I3: a session that would keep its place does not end.
  if (!isGone) throw new Error(`session ${id} cannot end while it holds its place: ${read}`);
  return { held: { kind: 'place', queue: queueName }, isGone, read, at: state.endedAt };
}
