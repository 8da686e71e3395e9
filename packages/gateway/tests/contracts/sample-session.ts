import { randomUUID } from 'node:crypto';
import type { Job } from '../../src/core/job/job.ts';
import type { Held } from '../../src/core/job/receipt.ts';
import type { SessionStep, SessionStore } from '../../src/core/ports/session-store.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import type { Session, SessionRequest } from '../../src/core/session/session.ts';
import { type SessionEvent, sessionTransition } from '../../src/core/session/session-transition.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { aliceWantsOut, queuedJob, submittedAt } from './sample-job.ts';

export const closeWanted: SessionEvent = { kind: 'close_wanted', intent: aliceWantsOut };
export const contextGone: SessionEvent = {
  kind: 'context_gone',
  error: { code: 'engine', message: 'the context is gone' },
};

export function contextOf({ id }: Session): Held {
  return { kind: 'context', engine: 'scripted', ref: id };
}

export function waitingSession(
  queue: Queue,
  request: Partial<SessionRequest> = {},
): Omit<Session, 'number'> {
  return {
    id: randomUUID(),
    createdAt: submittedAt,
    revision: 1,
    state: { status: 'waiting' },
    isDeleted: false,
    request: {
      projectId: 'project-a',
      queueId: queue.id,
      queueName: queue.name,
      engine: queue.engine,
      kind: 'sql',
      owner: 'alice',
      name: null,
      database: queue.defaultDatabase,
      conf: '{}',
      key: null,
      waitTimeoutMs: null,
      idleTimeoutMs: null,
      ...request,
    },
  };
}

export const anyNumber = { full: null, mostWaiting: null, mostEver: null };

/** A new waiting session, written. */
export async function createSession(
  { sessions }: Stores,
  queue: Queue,
  request: Partial<SessionRequest> = {},
): Promise<Session> {
  const limits = { mostSessions: null, isNameUnique: false };
  const created = await sessions.create(waitingSession(queue, request), limits);
  if (created.kind !== 'created') throw new Error(`the session was not created: ${created.kind}`);
  return created.session;
}

/** A new session that has its place, under lease 7, and was opened. */
export async function openSession(
  stores: Stores,
  queue: Queue,
  request: Partial<SessionRequest> = {},
): Promise<Session> {
  await createSession(stores, queue, request);
  const [placed] = await stores.sessions.place(1, 7, submittedAt, (session) => [
    contextOf(session),
  ]);
  if (!placed) throw new Error('no session was given a place');
  return commitSessionMove(stores.sessions, placed, { kind: 'context_opened' });
}

export function movedSession(session: Session, event: SessionEvent, now = submittedAt): Session {
  const move = sessionTransition(session, event, now);
  if (move.kind !== 'moved') throw new Error(`${event.kind} does not move ${session.state.status}`);
  return move.session;
}

/** Moves a session and writes it; throws where it was not written. */
export async function commitSessionMove(
  sessions: SessionStore,
  before: Session,
  event: SessionEvent,
  parts: Partial<SessionStep> = {},
): Promise<Session> {
  const after = movedSession(before, event);
  const { kind } = await sessions.commit({ before, after, fence: null, ...parts });
  if (kind !== 'committed') throw new Error(`the move of ${before.id} was ${kind}`);
  return after;
}

/** Statements of a session in one request, written. */
export async function submitStatements(
  { sessions }: Stores,
  queue: Queue,
  session: Session,
  count: number,
): Promise<readonly Job[]> {
  const jobs = Array.from({ length: count }, () => queuedJob(queue, { kind: 'statement' }));
  const submitted = await sessions.submitStatements(session.id, jobs, anyNumber);
  if (submitted.kind !== 'created') throw new Error(`the statements were ${submitted.kind}`);
  return submitted.jobs;
}
