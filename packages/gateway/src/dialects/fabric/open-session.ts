import { type Static, Type } from 'typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CreateSessionAnswer, SessionOrder } from '../../core/actions/create-session.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Session } from '../../core/session/session.ts';
import { clientLeft } from '../client-left.ts';
import { overQuota } from './over-quota.ts';
import {
  notSupported,
  noEndpoint,
  type Refusal,
  serviceCodes,
  serviceRefusal,
  timedOut,
} from './refusal.ts';
import { refuse } from './refuse.ts';
import { toSessionWord } from './session-words.ts';

export interface SessionOptions {
  /** How long a call may wait until a session is open, or a statement has ended. */
  readonly syncWaitMs: number;
  /** How long a session of this API may be idle; null is for ever. */
  readonly idleTimeoutMs: number | null;
}

export const SessionState = Type.Object({ session_id: Type.String(), status: Type.String() });

export function toSessionState(session: Session): Static<typeof SessionState> {
  return { session_id: session.id, status: toSessionWord(session) };
}

/**
 * Makes a session. Without `waitTimeoutMs` the answer waits until it is open; a session that is not, in
 * that time, is closed again: its client would never learn its id.
 */
export async function openSession(
  actions: GuardedActions,
  request: FastifyRequest,
  reply: FastifyReply,
  order: Omit<SessionOrder, 'projectId' | 'owner'>,
  { syncWaitMs, idleTimeoutMs }: SessionOptions,
): Promise<FastifyReply | Static<typeof SessionState>> {
  const { principal } = request;
  const isAsynchronous = order.waitTimeoutMs !== undefined;
  const waitTimeoutMs = order.waitTimeoutMs ?? syncWaitMs;
  const answer = await actions.createSession(principal, {
    ...order,
    kind: 'sql',
    waitTimeoutMs,
    ...(idleTimeoutMs !== null && { idleTimeoutMs }),
  });
  if (answer.kind !== 'accepted') return refuse(reply, refusalOf(answer));
  const { session } = answer;
  request.auditTarget = session.id;
  if (isAsynchronous) return toSessionState(session);

  const left = clientLeft(reply);
  const opened = await actions.awaitSession(principal, session.id, syncWaitMs, hasOpened, left);
  if (opened?.state.status === 'open') return toSessionState(opened);
  if (opened?.state.status === 'ended') return refuse(reply, notOpened(opened));
  const wish = { by: principal.userName, reason: 'client_lost', requestId: request.id } as const;
  await actions.requestClose(principal, session.id, wish);
  return refuse(
    reply,
    timedOut(
      `the session was not open after ${syncWaitMs / 1_000} s, and is closed. ` +
        'With wait_timeout it may wait for longer.',
    ),
  );
}

function hasOpened({ state }: Session): boolean {
  return state.status === 'open' || state.status === 'ended';
}

function notOpened({ state }: Session): Refusal {
  const why =
    state.status === 'ended' && state.ending.how !== 'closed'
      ? state.ending.error.message
      : 'It was closed meanwhile.';
  return serviceRefusal(serviceCodes.sessionNotOpened, `The session could not be opened. ${why}`);
}

function refusalOf(answer: Exclude<CreateSessionAnswer, { kind: 'accepted' }>): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return noEndpoint(answer.queueName);
    case 'wrong_kind':
      return notSupported(
        `The endpoint ${answer.queueName} runs ${answer.engine}, which has no sessions of SQL. ` +
          'Name another endpoint.',
      );
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
    case 'name_taken':
      throw new Error('a session of this dialect has no key and no name, and one was taken');
  }
}
