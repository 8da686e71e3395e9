import { sql, type Transaction } from 'kysely';
import type { Held } from '../../core/job/receipt.ts';
import type { Session } from '../../core/session/session.ts';
import { sessionTransition } from '../../core/session/session-transition.ts';
import { hasNewerLease } from '../lease-store.ts';
import type { Tables } from '../tables.ts';
import { appendSessionEvent } from './append-session-event.ts';
import { sessionStateColumns, toSession } from './session-row.ts';

export interface Placing {
  readonly most: number;
  readonly leaseToken: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly holds: (session: Session) => readonly Held[];
}

/** Gives waiting sessions a place, the oldest first, as far as their queues have one. */
export async function placeSessions(
  transaction: Transaction<Tables>,
  { most, leaseToken, now, holds }: Placing,
): Promise<readonly Session[]> {
  // I7: a gateway that was taken over, and does not know it yet, opens nothing.
  if (await hasNewerLease(transaction, leaseToken)) return [];
  const placed: Session[] = [];
  while (placed.length < most) {
    const before = await nextWaiting(transaction);
    if (!before) break;
    const move = sessionTransition(before, { kind: 'placed', leaseToken }, now);
    if (move.kind !== 'moved') throw new Error(`session ${before.id} waits and has no place`);
    const { session } = move;
    await transaction
      .updateTable('sessions')
      .set({
        ...sessionStateColumns(session),
        // I7: written before the engine is told to make any of it.
        ledger: JSON.stringify(holds(session)),
      })
      .where('id', '=', session.id)
      .execute();
    await appendSessionEvent(transaction, session, [], now);
    placed.push(session);
  }
  return placed;
}

/**
 * The oldest that waits, of those on a queue with a free place. Looks at each queue once, and at the places
 * in use, whatever waits behind them.
 */
async function nextWaiting(transaction: Transaction<Tables>): Promise<Session | null> {
  const row = await transaction
    .selectFrom('queues as queue')
    // A cross join keeps SQLite from starting at the sessions, of which there are more than queues.
    .crossJoin('sessions')
    .selectAll('sessions')
    .where('sessions.seq', '=', (where) =>
      where
        .selectFrom('sessions as first')
        .select('first.seq')
        .whereRef('first.queue_id', '=', 'queue.id')
        // A literal, since an index over some rows is only used where the text shows that it fits.
        .where('first.status', '=', sql.lit('waiting'))
        .orderBy('first.seq')
        .limit(1),
    )
    .where((where) =>
      where(
        'queue.session_places',
        '>',
        where
          .selectFrom('sessions as other')
          .select(({ fn }) => fn.countAll<number>().as('placed'))
          .whereRef('other.queue_id', '=', 'queue.id')
          .where('other.lease_token', 'is not', null),
      ),
    )
    .orderBy('sessions.seq')
    .limit(1)
    .executeTakeFirst();
  return row ? toSession(row) : null;
}
