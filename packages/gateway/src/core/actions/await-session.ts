import type { Ports } from '../ports/ports.ts';
import type { Session, SessionId } from '../session/session.ts';
import { Bell } from './bell.ts';

/**
 * Waits until the session is as it is wanted, at most `timeoutMs`.
 * @returns the session as it is then; null where there is none (I10)
 */
export async function awaitSession(
  { sessions, sessionNews: news, clock }: Pick<Ports, 'sessions' | 'sessionNews' | 'clock'>,
  projectId: string,
  sessionId: SessionId,
  timeoutMs: number,
  isWanted: (session: Session) => boolean,
  left?: AbortSignal,
): Promise<Session | null> {
  const deadline = clock.steady() + timeoutMs;
  using bell = new Bell({ news, clock }, (moved: Session) =>
    moved.id === sessionId && isWanted(moved) ? moved : null,
  );
  for (;;) {
    const session = await sessions.find(projectId, sessionId);
    const remainingMs = deadline - clock.steady();
    if (!session || isWanted(session) || remainingMs <= 0 || left?.aborted) return session;
    await bell.sleep(left, remainingMs);
    bell.rearm();
  }
}
