import type { CancelIntent } from '../job/cancel-intent.ts';
import type { JobError } from '../job/ending.ts';
import {
  openedAt,
  type EndedSessionState,
  type Session,
  type SessionIn,
  type SessionState,
  type SessionStatus,
} from './session.ts';
import type { SessionEnding } from './session-ending.ts';

/** What can happen to a session. The full table is in LIFECYCLE.md and in `table` below. */
export type SessionEvent =
  | { readonly kind: 'placed'; readonly leaseToken: number }
  | { readonly kind: 'wait_ran_out'; readonly error: JobError }
  | { readonly kind: 'context_opened' }
  | { readonly kind: 'open_refused'; readonly error: JobError }
  | { readonly kind: 'close_wanted'; readonly intent: CancelIntent }
  /** Nothing of it is left with the engine; `error` says why, where nobody had wished it. */
  | { readonly kind: 'context_gone'; readonly error: JobError }
  | { readonly kind: 'engine_out_of_reach'; readonly error: JobError }
  | { readonly kind: 'lease_ran_out'; readonly leaseToken: number };

export type SessionEventKind = SessionEvent['kind'];

export type SessionMove =
  | { readonly kind: 'moved'; readonly session: Session }
  /** Nothing to write: the session already says so. */
  | { readonly kind: 'kept'; readonly session: Session }
  | { readonly kind: 'refused'; readonly because: SessionRefusal };

export type SessionRefusal =
  /** It has its place already. */
  | 'taken'
  /** The first ending stays (I1). A context that was opened all the same has to be closed. */
  | 'ended'
  /** The event cannot happen in this status; hearing of it is a defect. */
  | 'impossible';

/**
 * The one place that decides a session's status: pure and total.
 * @param now milliseconds since the epoch
 */
export function sessionTransition(session: Session, event: SessionEvent, now: number): SessionMove {
  const cell = table[session.state.status][event.kind] as Cell<SessionStatus, SessionEventKind>;
  return cell(session, event, now);
}

type EventOf<E extends SessionEventKind> = Extract<SessionEvent, { kind: E }>;
type Cell<S extends SessionStatus, E extends SessionEventKind> = (
  session: SessionIn<S>,
  event: EventOf<E>,
  now: number,
) => SessionMove;
type Table = {
  readonly [S in SessionStatus]: { readonly [E in SessionEventKind]: Cell<S, E> };
};

const table: Table = {
  waiting: {
    placed: (session, { leaseToken }, now) =>
      move(session, { status: 'starting', leaseToken, placedAt: now }),
    wait_ran_out: endFailed,
    context_opened: impossible,
    open_refused: impossible,
    // I5: what never had a place ends here, and no engine hears of it.
    close_wanted: (session, { intent }, now) => end(session, { how: 'closed' }, intent, now),
    context_gone: impossible,
    engine_out_of_reach: impossible,
    lease_ran_out: impossible,
  },
  starting: {
    placed: taken,
    wait_ran_out: taken,
    context_opened: (session, _, now) =>
      move(session, { ...place(session), status: 'open', openedAt: now }),
    open_refused: endFailed,
    close_wanted: (session, { intent }) =>
      move(session, { ...place(session), status: 'closing', openedAt: null, intent }),
    context_gone: endLost,
    engine_out_of_reach: endLost,
    lease_ran_out: adopt,
  },
  open: {
    placed: taken,
    wait_ran_out: taken,
    context_opened: kept,
    open_refused: impossible,
    close_wanted: (session, { intent }) =>
      move(session, {
        ...place(session),
        status: 'closing',
        openedAt: session.state.openedAt,
        intent,
      }),
    context_gone: endLost,
    engine_out_of_reach: endLost,
    lease_ran_out: adopt,
  },
  closing: {
    placed: taken,
    wait_ran_out: taken,
    context_opened: (session, _, now) =>
      session.state.openedAt === null
        ? move(session, { ...session.state, openedAt: now })
        : kept(session),
    // I3: what was seen to open can only be seen to go.
    open_refused: (session, _, now) =>
      session.state.openedAt === null
        ? end(session, { how: 'closed' }, session.state.intent, now)
        : impossible(),
    close_wanted: kept,
    // However it went, it is what was wished.
    context_gone: (session, _, now) => end(session, { how: 'closed' }, session.state.intent, now),
    engine_out_of_reach: endLost,
    lease_ran_out: adopt,
  },
  ended: {
    placed: ended,
    wait_ran_out: ended,
    context_opened: ended,
    open_refused: ended,
    close_wanted: ended,
    context_gone: ended,
    engine_out_of_reach: ended,
    lease_ran_out: ended,
  },
};

type Placed = SessionIn<'starting' | 'open' | 'closing'>;

function endFailed(
  session: SessionIn<'waiting' | 'starting'>,
  { error }: { readonly error: JobError },
  now: number,
): SessionMove {
  return end(session, { how: 'failed', error }, null, now);
}

function endLost(
  session: Placed,
  { error }: { readonly error: JobError },
  now: number,
): SessionMove {
  const intent = session.state.status === 'closing' ? session.state.intent : null;
  return end(session, { how: 'lost', error }, intent, now);
}

function adopt(session: Placed, { leaseToken }: EventOf<'lease_ran_out'>): SessionMove {
  return move(session, { ...session.state, leaseToken });
}

function place({ state }: SessionIn<'starting' | 'open'>) {
  return { leaseToken: state.leaseToken, placedAt: state.placedAt };
}

function kept(session: Session): SessionMove {
  return { kind: 'kept', session };
}

function taken(): SessionMove {
  return { kind: 'refused', because: 'taken' };
}

function ended(): SessionMove {
  return { kind: 'refused', because: 'ended' };
}

function impossible(): SessionMove {
  return { kind: 'refused', because: 'impossible' };
}

function end(
  session: Session,
  ending: SessionEnding,
  intent: CancelIntent | null,
  now: number,
): SessionMove {
  const state = { status: 'ended', openedAt: openedAt(session), endedAt: now, ending, intent };
  return move(session, state as EndedSessionState);
}

function move(session: Session, state: SessionState): SessionMove {
  return { kind: 'moved', session: { ...session, revision: session.revision + 1, state } };
}
