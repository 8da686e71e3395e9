import type { Kysely, Transaction } from 'kysely';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { Session } from '../../core/session/session.ts';
import { sessionTransition } from '../../core/session/session-transition.ts';
import { hasNewerLease } from '../lease-store.ts';
import type { Tables } from '../tables.ts';
import { appendSessionEvent } from './append-session-event.ts';
import { sessionStateColumns, toSession } from './session-row.ts';

/** Few enough that nobody waits long for the transaction; the next look finds the others. */
const sliceSize = 100;

export interface ClosingIdle {
  readonly leaseToken: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly intentFor: (session: Session) => CancelIntent;
}

/** Closes what is idle in the transaction that sees it: no statement comes between the look and the move. */
export async function closeIdle(
  transaction: Transaction<Tables>,
  { leaseToken, now, intentFor }: ClosingIdle,
): Promise<readonly Session[]> {
  if (await hasNewerLease(transaction, leaseToken)) return [];
  const closed: Session[] = [];
  for (const before of await idleSessions(transaction, leaseToken, now)) {
    const event = { kind: 'close_wanted', intent: intentFor(before) } as const;
    const move = sessionTransition(before, event, now);
    if (move.kind !== 'moved') throw new Error(`session ${before.id} is open and cannot close`);
    const { session } = move;
    await transaction
      .updateTable('sessions')
      .set(sessionStateColumns(session))
      .where('id', '=', session.id)
      .execute();
    await appendSessionEvent(transaction, session, [], now);
    closed.push(session);
  }
  return closed;
}

/** Open sessions past their idle limit, no statement of which runs or waits. */
export async function idleSessions(
  database: Kysely<Tables>,
  leaseToken: number,
  now: number,
): Promise<readonly Session[]> {
  const rows = await database
    .selectFrom('sessions')
    .selectAll()
    .where('lease_token', '=', leaseToken)
    .where('status', '=', 'open')
    .where('idle_timeout_ms', 'is not', null)
    .where((where) => where(where('used_at', '+', where.ref('idle_timeout_ms')), '<=', now))
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('jobs')
            .select('jobs.id')
            .whereRef('jobs.session_id', '=', 'sessions.id')
            .where('jobs.ended_at', 'is', null),
        ),
      ),
    )
    .limit(sliceSize)
    .execute();
  return rows.map(toSession);
}
