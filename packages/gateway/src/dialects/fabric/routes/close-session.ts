import type { CloseVerdict } from '../../../core/actions/close-session.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { EndedSession } from '../../../core/session/session.ts';
import { wishOf } from '../../wish-of.ts';
import { done, hadEnded } from '../done.ts';
import type { Edition } from '../editions.ts';
import type { FabricApp } from '../fabric-app.ts';
import { SessionParams } from '../names.ts';
import { failed, noSession, type Refusal, timedOut } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** Closes a session and answers when all that it held is back (fabric-api.md 5.5; 15, 1 to 3). */
export function closeSessionRoute(
  app: FabricApp,
  actions: GuardedActions,
  edition: Edition,
  cancelTimeoutMs: number,
): void {
  app.delete(
    `${edition.sessions}/:session_id`,
    {
      config: { needs: 'cancel', audit: 'close_session' },
      schema: { params: SessionParams },
    },
    async (request, reply) => {
      const { principal, params } = request;
      request.auditTarget = params.session_id;
      const sessionId = params.session_id.toLowerCase();
      const wish = wishOf(request);
      const verdict = await actions.closeSession(principal, sessionId, wish, cancelTimeoutMs);
      switch (verdict.kind) {
        case 'closed':
          return done(reply, edition);
        case 'ended_otherwise': {
          const { session } = verdict;
          return isOutOfSight(session)
            ? refuse(reply, outOfSight(session))
            : hadEnded(reply, edition, session.state.ending.how);
        }
        case 'unknown':
        case 'not_confirmed':
          return refuse(reply, refusalOf(verdict, params.session_id, cancelTimeoutMs));
      }
    },
  );
}

function refusalOf(
  { kind }: Extract<CloseVerdict, { kind: 'unknown' | 'not_confirmed' }>,
  sessionId: string,
  cancelTimeoutMs: number,
): Refusal {
  if (kind === 'unknown') return noSession(sessionId);
  return timedOut(
    `the session was not seen to end within ${cancelTimeoutMs / 1_000} s. The close goes on; ` +
      'ask for the session to see when it is CLOSED.',
  );
}

/** Its end was wanted and could not be seen (I3). One that was lost by itself has ended as well as any. */
function isOutOfSight({ state }: EndedSession): boolean {
  return state.ending.how === 'lost' && state.intent !== null;
}

function outOfSight({ state }: EndedSession): Refusal {
  const why = state.ending.how === 'lost' ? state.ending.error.message : '';
  return failed(`The session was lost while it was closed. ${why}`);
}
