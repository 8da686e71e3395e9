import type { Session } from '@sluice/protocol';
import { type Gateway, callGateway } from './call-gateway.ts';
import { persist } from './persist.ts';

export interface SessionWaitOptions {
  /** Absent: as long as it takes. Each request under it has its own deadline. */
  readonly timeoutMs?: number | undefined;
  /** How often at least it is looked at while it waits or starts; 30 s when absent, at most 60 s. */
  readonly longestPollMs?: number;
  /** Called with the session each time that it was looked at. */
  readonly onLook?: (session: Session) => void;
  readonly signal?: AbortSignal | undefined;
}

const firstPollMs = 250;
const graceMs = 10_000;
/** How long the gateway may be away, once it has answered, before the wait is given up. */
const patienceMs = 30_000;

/** Waits with long polls, the first ones short, until the session neither waits nor starts any more, or the time is up. */
export async function waitForSession(
  gateway: Gateway,
  sessionId: string,
  { timeoutMs = Infinity, longestPollMs = 30_000, onLook, signal }: SessionWaitOptions,
): Promise<Session> {
  const path = `/sessions/${encodeURIComponent(sessionId)}/wait`;
  const deadline = performance.now() + timeoutMs;
  for (let pollMs = firstPollMs, hasAnswered = false; ; pollMs *= 2, hasAnswered = true) {
    const longestMs = Math.min(pollMs, longestPollMs, deadline - performance.now());
    const waitMs = Math.ceil(Math.max(0, longestMs));
    const query = { timeout_ms: waitMs };
    const call = { method: 'GET', path, query, timeoutMs: waitMs + graceMs, signal } as const;
    const session = await persist(
      () => callGateway<Session>(gateway, call, 'status'),
      hasAnswered ? patienceMs : 0,
      signal,
    );
    onLook?.(session);
    if (isUsable(session) || performance.now() >= deadline) return session;
  }
}

function isUsable({ status }: Session): boolean {
  return status !== 'waiting' && status !== 'starting';
}
