import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { hasEnded } from '../../../core/session/session.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { closeNotConfirmed, endedOtherwise, unknownSession } from '../session-refusals.ts';
import { findShown, isClosed } from '../shown-session.ts';
import { wishOf } from '../../wish-of.ts';

/** Closes a session. Only when all that it held was seen to be back is it deleted; then it is gone. */
export function deleteSessionRoute(
  app: LivyApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.delete(
    '/sessions/:id',
    {
      config: { needs: 'cancel', audit: 'close_session' },
      schema: { params: SessionParams },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const session = await findShown(actions, principal, params.id);
      // One that failed or was lost holds nothing that could be given back.
      if (!session || hasEnded(session)) return refuse(reply, unknownSession(params.id));
      request.auditTarget = session.id;
      const wish = wishOf(request);
      const verdict = await actions.closeSession(principal, session.id, wish, cancelTimeoutMs);
      switch (verdict.kind) {
        case 'closed':
          return { msg: 'deleted' };
        case 'ended_otherwise':
          return isClosed(verdict.session)
            ? refuse(reply, unknownSession(params.id))
            : refuse(reply, endedOtherwise(verdict.session));
        case 'not_confirmed':
          return refuse(reply, closeNotConfirmed(verdict.session, cancelTimeoutMs));
        case 'unknown':
          return refuse(reply, unknownSession(params.id));
      }
    },
  );
}
