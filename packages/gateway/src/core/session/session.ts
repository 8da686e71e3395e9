import type { CancelIntent } from '../job/cancel-intent.ts';
import type { SessionEnding } from './session-ending.ts';

/**
 * A session: an engine context that outlives its statements, with exactly one ending. Immutable; every
 * move makes a new one.
 */
export interface Session {
  readonly id: SessionId;
  /** Counts all sessions from 0; never given twice. Livy's clients know a session by it. */
  readonly number: number;
  readonly request: SessionRequest;
  readonly createdAt: number;
  /** The number a write of this session must match; it grows by one with every move. */
  readonly revision: number;
  readonly state: SessionState;
  /** Whether somebody deleted it after it had ended: that moves nothing. */
  readonly isDeleted: boolean;
}

/** A random UUID, lower case: not guessable into another project (I10). */
export type SessionId = string;

/** What was asked for. It never changes after the session was made. */
export interface SessionRequest {
  readonly projectId: string;
  readonly queueId: string;
  readonly queueName: string;
  /** Name of the engine behind the queue when the session was made. */
  readonly engine: string;
  /** The language of its statements. */
  readonly kind: SessionKind;
  /** Name of the user who made it. */
  readonly owner: string;
  readonly name: string | null;
  /** The database in which it begins. */
  readonly database: string;
  /** The settings as the client sent them, as JSON text, kept word for word. */
  readonly conf: string;
  /** The idempotency key or client-chosen id (I12). */
  readonly key: string | null;
  /** How long it may wait for a place, in milliseconds; null is for ever. */
  readonly waitTimeoutMs: number | null;
  /** How long it may be idle, in milliseconds; null is for ever. */
  readonly idleTimeoutMs: number | null;
}

export const sessionKinds = ['sql'] as const;
export type SessionKind = (typeof sessionKinds)[number];

export type SessionState = Waiting | Starting | Open | Closing | EndedSessionState;
export type SessionStatus = SessionState['status'];

/** For a session place of its queue. */
export interface Waiting {
  readonly status: 'waiting';
}

/** It has its place; the engine was not yet seen to have made its context. */
export interface Starting {
  readonly status: 'starting';
  readonly leaseToken: number;
  readonly placedAt: number;
}

export interface Open {
  readonly status: 'open';
  readonly leaseToken: number;
  readonly placedAt: number;
  readonly openedAt: number;
}

/** Its end is wanted and not yet seen. Without `openedAt` its context was not seen to be made. */
export interface Closing {
  readonly status: 'closing';
  readonly leaseToken: number;
  readonly placedAt: number;
  readonly openedAt: number | null;
  readonly intent: CancelIntent;
}

interface EndedBase {
  readonly status: 'ended';
  /** When its context was seen to be made; null when it never was. */
  readonly openedAt: number | null;
  readonly endedAt: number;
}

/** Only a session with an intent can have ended closed; the types say so. */
export type EndedSessionState = EndedBase &
  (
    | { readonly ending: Extract<SessionEnding, { how: 'closed' }>; readonly intent: CancelIntent }
    | {
        readonly ending: Exclude<SessionEnding, { how: 'closed' }>;
        readonly intent: CancelIntent | null;
      }
  );

export type SessionIn<S extends SessionStatus> = Session & {
  readonly state: Extract<SessionState, { status: S }>;
};
export type EndedSession = SessionIn<'ended'>;

export function hasEnded(session: Session): session is EndedSession {
  return session.state.status === 'ended';
}

/** When its context was seen to be made; null when it was not. */
export function openedAt({ state }: Session): number | null {
  return state.status === 'waiting' || state.status === 'starting' ? null : state.openedAt;
}

/** The lease under which it is driven; null while it waits and once it has ended. */
export function sessionLeaseOf({ state }: Session): number | null {
  return state.status === 'waiting' || state.status === 'ended' ? null : state.leaseToken;
}

/** The wish to close it, if one was accepted. */
export function closeIntentOf({ state }: Session): CancelIntent | null {
  return state.status === 'closing' || state.status === 'ended' ? state.intent : null;
}
