import type { Ports } from '../ports/ports.ts';
import type { SessionStep } from '../ports/session-store.ts';
import { hasEnded, type Session, sessionLeaseOf } from '../session/session.ts';
import {
  type SessionEvent,
  type SessionMove,
  sessionTransition,
} from '../session/session-transition.ts';
import { LeaseLostError } from './move-job.ts';

type MovePorts = Pick<Ports, 'sessions' | 'sessionNews' | 'news' | 'clock'>;

/**
 * Applies an event to a session that this runner drives, however often it moves meanwhile, and tells of
 * what was written.
 * @param extras what is written with the move, from the session as it is then
 * @param leaseToken under which it is driven; null for one that waits
 * @returns `statement_live` where it would end while a statement of it is live; nothing was written then
 * @throws LeaseLostError when the session is no longer this runner's
 */
export async function moveSession(
  ports: MovePorts,
  driven: Session,
  leaseToken: number | null,
  event: SessionEvent,
  extras: (
    before: Session,
    after: Session,
  ) => Pick<SessionStep, 'receipt' | 'released' | 'remarks'> = () => ({}),
): Promise<SessionMove | { readonly kind: 'statement_live' }> {
  let before = driven;
  for (;;) {
    const move = sessionTransition(before, event, ports.clock.now());
    if (move.kind !== 'moved') return move;
    const { session: after } = move;
    const step = { before, after, fence: leaseToken, ...extras(before, after) };
    const committed = await ports.sessions.commit(step);
    switch (committed.kind) {
      case 'committed':
        for (const { after: job } of committed.along) ports.news.publish(job);
        ports.sessionNews.publish(after);
        return move;
      case 'statement_live':
        return committed;
      case 'stale':
        before = await readOwnSession(ports, before, leaseToken);
    }
  }
}

/**
 * Reads a driven session again. An ended one is nobody's: it is given back as it is.
 * @throws LeaseLostError when the session is no longer this runner's
 */
export async function readOwnSession(
  ports: Pick<Ports, 'sessions'>,
  driven: Session,
  leaseToken: number | null,
): Promise<Session> {
  const session = await ports.sessions.find(driven.request.projectId, driven.id);
  const isOwn = session && (hasEnded(session) || sessionLeaseOf(session) === leaseToken);
  if (!isOwn) throw new LeaseLostError(`session ${driven.id} is driven by another gateway`);
  return session;
}
