import type { Transaction } from 'kysely';
import type { SessionCreated, SessionLimits } from '../../core/ports/session-store.ts';
import type { Session } from '../../core/session/session.ts';
import { isQueueThere } from '../queue-is-there.ts';
import type { Tables } from '../tables.ts';
import { appendSessionEvent } from './append-session-event.ts';
import { sessionColumns, toSession } from './session-row.ts';
import { countLiveSessions } from './use-of-sessions.ts';

/**
 * Writes a new session, unless its key or name has one already, its queue is gone, or its project has as
 * many as it may.
 * @param at when it is written; milliseconds since the epoch
 */
export async function createSession(
  transaction: Transaction<Tables>,
  session: Omit<Session, 'number'>,
  limits: SessionLimits,
  at: number,
): Promise<SessionCreated> {
  const earlier = await findByKey(transaction, session);
  if (earlier) return isSameWish(earlier, session) ? repeated(earlier) : keyTaken(earlier);
  if (!(await isQueueThere(transaction, session.request.queueId))) return { kind: 'queue_gone' };

  const namesake = limits.isNameUnique ? await findNamesake(transaction, session) : null;
  if (namesake) return { kind: 'name_taken', session: namesake };
  if (limits.mostSessions !== null) {
    const live = await countLiveSessions(transaction, session.request.projectId);
    if (live >= limits.mostSessions) return { kind: 'too_many', live };
  }

  const row = await transaction
    .insertInto('sessions')
    .values(sessionColumns(session))
    .returningAll()
    .executeTakeFirstOrThrow();
  const created = toSession(row);
  await appendSessionEvent(transaction, created, [], at);
  return { kind: 'created', session: created };
}

async function findByKey(
  transaction: Transaction<Tables>,
  { request }: Omit<Session, 'number'>,
): Promise<Session | null> {
  if (request.key === null) return null;
  const row = await transaction
    .selectFrom('sessions')
    .selectAll()
    .where('project_id', '=', request.projectId)
    .where('key', '=', request.key)
    .executeTakeFirst();
  return row ? toSession(row) : null;
}

async function findNamesake(
  transaction: Transaction<Tables>,
  { request }: Omit<Session, 'number'>,
): Promise<Session | null> {
  if (request.name === null) return null;
  const row = await transaction
    .selectFrom('sessions')
    .selectAll()
    .where('project_id', '=', request.projectId)
    .where('name', '=', request.name)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return row ? toSession(row) : null;
}

function isSameWish(one: Session, other: Omit<Session, 'number'>): boolean {
  return chosenOf(one) === chosenOf(other);
}

/** All that a caller can choose, and nothing that only the server knows. */
function chosenOf({ request }: Omit<Session, 'number'>): string {
  return JSON.stringify([
    request.queueName,
    request.kind,
    request.owner,
    request.name,
    request.database,
    request.conf,
    request.waitTimeoutMs,
    request.idleTimeoutMs,
  ]);
}

function repeated(session: Session): SessionCreated {
  return { kind: 'repeated', session };
}

function keyTaken(session: Session): SessionCreated {
  return { kind: 'key_taken', session };
}
