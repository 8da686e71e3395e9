import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import type { Session } from '../../core/session/session.ts';
import { sessionLog } from '../session-log.ts';
import { type SessionView, toSessionView } from './session-view.ts';

/** How many of its last lines a session shows of its log. */
const shownLines = 10;

/** A session with the last lines of its log. */
export async function showSession(
  actions: GuardedActions,
  principal: Principal,
  session: Session,
): Promise<SessionView> {
  const [busy, leases, events] = await Promise.all([
    actions.busySessions([session]),
    actions.leaseLengths([session]),
    actions.sessionEvents(principal, session.id),
  ]);
  const log = sessionLog(session, events ?? []).slice(-shownLines);
  return toSessionView(session, busy.has(session.id), leases.get(session.id), log);
}
