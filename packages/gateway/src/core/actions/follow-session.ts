import type { Ports } from '../ports/ports.ts';
import type { SessionHappened } from '../ports/session-store.ts';
import { hasEnded, type Session, type SessionId } from '../session/session.ts';
import { Bell } from './bell.ts';
import { type FeedSource, type FeedStart, followFeed, type FollowAnswer } from './follow-feed.ts';

type FollowPorts = Pick<Ports, 'sessions' | 'events' | 'sessionNews' | 'clock'>;

/**
 * Follows what happens to a session, until it has ended.
 * @param left aborts when the reader is gone, or has to go
 */
export async function followSession(
  ports: FollowPorts,
  projectId: string,
  sessionId: SessionId,
  start: FeedStart,
  left: AbortSignal,
): Promise<FollowAnswer<SessionHappened>> {
  // I10: the events of another project's session are as unknown as the session.
  if (!(await ports.sessions.find(projectId, sessionId))) return { kind: 'unknown' };
  const { epoch } = await ports.events.extent();
  const newest = (await ports.sessions.eventsOf(sessionId)).at(-1)?.seq ?? 0;
  // All of them are kept as long as the session.
  const extent = { epoch, prunedThrough: 0, newest };
  return followFeed(ports.clock, sourceOf(ports, projectId, sessionId), extent, start, left);
}

function sourceOf(
  { sessions, sessionNews: news, clock }: FollowPorts,
  projectId: string,
  sessionId: SessionId,
): FeedSource<SessionHappened> {
  return {
    read: async (after, limit) => {
      // Read before its events: when it has ended here, they are all there.
      const session = await sessions.find(projectId, sessionId);
      const events = (await sessions.eventsOf(sessionId)).filter(({ seq }) => seq > after);
      return { events: events.slice(0, limit), isOver: !session || hasEnded(session) };
    },
    openBell: () =>
      new Bell({ news, clock }, (moved: Session) => (moved.id === sessionId ? moved : null)),
  };
}
