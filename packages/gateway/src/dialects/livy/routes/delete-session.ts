import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { hasEnded } from '../../../core/session/session.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { closeNotConfirmed, endedOtherwise, unknownSession } from '../session-refusals.ts';
import { findNumbered, isGone } from '../shown-session.ts';
import { wishOf } from '../../wish-of.ts';

/**
 * Closes a session. Only when all that it held was seen to be back is it deleted; then it is gone. One that
 * failed or was lost holds nothing: it is deleted, once, and the header `X-Sluice-Ending` says how it ended.
 */
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
      const session = await findNumbered(actions, principal, params.id);
      if (!session || session.isDeleted) return refuse(reply, unknownSession(params.id));
      request.auditTarget = session.id;
      if (hasEnded(session) && session.state.ending.how !== 'closed') {
        const isFirst = await actions.deleteEndedSession(principal, session);
        if (!isFirst) return refuse(reply, unknownSession(params.id));
        return reply.header('x-sluice-ending', session.state.ending.how).send(deleted);
      }
      const wish = wishOf(request);
      const verdict = await actions.closeSession(principal, session.id, wish, cancelTimeoutMs);
      switch (verdict.kind) {
        case 'closed':
          return deleted;
        case 'ended_otherwise':
          return isGone(verdict.session)
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

const deleted = { msg: 'deleted' };
