import type { Transaction } from 'kysely';
import type { Session } from '../../core/session/session.ts';
import type { Tables } from '../tables.ts';
import { sessionStatusWord } from './session-row.ts';

/**
 * Notes a session's birth or a move of it, in the same transaction.
 * @param at when it is written; milliseconds since the epoch
 */
export async function appendSessionEvent(
  transaction: Transaction<Tables>,
  session: Session,
  remarks: readonly string[],
  at: number,
): Promise<void> {
  await transaction
    .insertInto('session_events')
    .values({
      at,
      session_id: session.id,
      kind: sessionStatusWord(session.state),
      remarks: JSON.stringify(remarks),
    })
    .execute();
}
