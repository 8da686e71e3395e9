import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { hasEnded } from '../../../core/session/session.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { interruptNotConfirmed, unknownSession } from '../session-refusals.ts';
import { findShown } from '../shown-session.ts';
import { wishOf } from '../../wish-of.ts';

/** Cancels every statement of a session that has not ended, the last first, and keeps the session. */
export function interruptSessionRoute(
  app: LivyApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/sessions/:id/interrupt',
    {
      config: { needs: 'cancel', audit: 'interrupt_session' },
      schema: { params: SessionParams },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const session = await findShown(actions, principal, params.id);
      if (!session || hasEnded(session)) return refuse(reply, unknownSession(params.id));
      request.auditTarget = session.id;
      const filter = { sessionId: session.id, queueName: session.request.queueName };
      const wish = wishOf(request);
      const { others } = await actions.cancelMatching(principal, filter, wish, cancelTimeoutMs);
      const left = others.filter(({ kind }) => kind === 'not_confirmed').length;
      if (left > 0) return refuse(reply, interruptNotConfirmed(left, cancelTimeoutMs));
      return { msg: 'interrupted' };
    },
  );
}
