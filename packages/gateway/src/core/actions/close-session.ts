import type { Ports } from '../ports/ports.ts';
import { neverPlaced } from '../session/session-receipt.ts';
import { type EndedSession, hasEnded, type Session, type SessionId } from '../session/session.ts';
import { sessionTransition } from '../session/session-transition.ts';
import { awaitSession } from './await-session.ts';
import { type CancelWish, isSeenSince, toIntent } from './request-cancel.ts';

/** What became of a close. Only `closed` is a success. */
export type CloseVerdict =
  /** Its statements have ended, its context was seen to be gone, and all that it held is back. */
  | { readonly kind: 'closed'; readonly session: EndedSession }
  /** It ended otherwise: before the wish came, or while it was on its way. */
  | { readonly kind: 'ended_otherwise'; readonly session: EndedSession }
  /** Not seen to end in time. The wish is durable and goes on. */
  | { readonly kind: 'not_confirmed'; readonly session: Session }
  | { readonly kind: 'unknown' };

export type RequestCloseAnswer =
  /** The wish is durable (I2). A session that had no place has ended already. */
  | { readonly kind: 'accepted'; readonly session: Session }
  | { readonly kind: 'already_ended'; readonly session: EndedSession }
  | { readonly kind: 'unknown' };

type ClosePorts = Pick<Ports, 'sessions' | 'sessionNews' | 'news' | 'clock'>;

/** Asks for the end of a session and waits, at most `timeoutMs`, until its truth is known. */
export async function closeSession(
  ports: ClosePorts,
  projectId: string,
  sessionId: SessionId,
  wish: CancelWish,
  timeoutMs: number,
): Promise<CloseVerdict> {
  const asked = await requestClose(ports, projectId, sessionId, wish);
  switch (asked.kind) {
    case 'unknown':
      return asked;
    case 'already_ended':
      // A session closed before this call was not closed by it.
      return { kind: 'ended_otherwise', session: asked.session };
    case 'accepted': {
      const session = await awaitSession(ports, projectId, sessionId, timeoutMs, hasEnded);
      if (!session) return { kind: 'unknown' };
      if (!hasEnded(session)) return { kind: 'not_confirmed', session };
      const isClosed = session.state.ending.how === 'closed';
      return { kind: isClosed ? 'closed' : 'ended_otherwise', session };
    }
  }
}

/** Writes the wish to close and the move it makes, in one transaction. Waits for nothing else. */
export async function requestClose(
  ports: ClosePorts,
  projectId: string,
  sessionId: SessionId,
  wish: CancelWish,
): Promise<RequestCloseAnswer> {
  const { askedAt = ports.clock.now() } = wish;
  for (;;) {
    const before = await ports.sessions.find(projectId, sessionId);
    if (!before) return { kind: 'unknown' };
    // Of many who ask at once one is the first, and the wishes of the others are carried out by it.
    if (hasEnded(before)) {
      const { ending, endedAt } = before.state;
      const toldAt = ports.sessionNews.toldAt(sessionId);
      const isForHim = ending.how === 'closed' && isSeenSince(askedAt, endedAt, toldAt);
      return { kind: isForHim ? 'accepted' : 'already_ended', session: before };
    }
    const intent = toIntent(wish, ports.clock.now());
    const move = sessionTransition(before, { kind: 'close_wanted', intent }, intent.at);
    if (move.kind === 'kept') return { kind: 'accepted', session: move.session };
    if (move.kind === 'refused') continue;

    const { session: after } = move;
    const receipt = hasEnded(after) ? { receipt: neverPlaced(sessionId, intent) } : {};
    const committed = await ports.sessions.commit({ before, after, fence: null, ...receipt });
    // Stale: the session moved while we looked. Read again, decide again.
    if (committed.kind !== 'committed') continue;
    for (const step of committed.along) ports.news.publish(step.after);
    ports.sessionNews.publish(after);
    return { kind: 'accepted', session: after };
  }
}
