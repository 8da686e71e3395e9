import type { Principal } from '../../core/access/principal.ts';
import type { GuardedActions } from '../../core/actions/guarded-actions.ts';
import { hasEnded, type Session } from '../../core/session/session.ts';
import { readNumber } from './names.ts';

/**
 * The session that Livy shows under this id. One that was closed or deleted is gone. One that failed or was
 * lost is still shown until then: whoever waits for it has to learn of it.
 */
export async function findShown(
  actions: GuardedActions,
  principal: Principal,
  id: string,
): Promise<Session | null> {
  const session = await findNumbered(actions, principal, id);
  if (!session || isGone(session)) return null;
  // Livy's heartbeat is any call that names the session.
  await actions.noteHeartbeat(principal, session);
  return session;
}

/** The session that had this id, also one that is gone. */
export async function findNumbered(
  actions: GuardedActions,
  principal: Principal,
  id: string,
): Promise<Session | null> {
  const number = readNumber(id);
  return number === null ? null : actions.findSessionByNumber(principal, number);
}

/** Whether it ended as it was wished, or was deleted when it had ended otherwise. */
export function isGone(session: Session): boolean {
  return session.isDeleted || (hasEnded(session) && session.state.ending.how === 'closed');
}
