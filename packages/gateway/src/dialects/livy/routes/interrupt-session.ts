import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { hasEnded } from '../../../core/session/session.ts';
import type { LivyApp } from '../livy-app.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { interruptNotConfirmed, unknownSession } from '../session-refusals.ts';
import { findShown } from '../shown-session.ts';
import { wishOf } from '../../wish-of.ts';

const live = ['queued', 'launching', 'running', 'cancelling'] as const;
/** More statements than a session can have that have not ended. */
const all = { offset: 0, limit: 10_000, order: 'number_desc' } as const;

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
      const list = await actions.listStatements(principal, session.id, { statuses: live }, all);
      const wish = wishOf(request);
      const verdicts = await Promise.all(
        (list?.jobs ?? []).map(({ id }) => actions.cancelJob(principal, id, wish, cancelTimeoutMs)),
      );
      const left = verdicts.filter(({ kind }) => kind === 'not_confirmed').length;
      if (left > 0) return refuse(reply, interruptNotConfirmed(left, cancelTimeoutMs));
      return { msg: 'interrupted' };
    },
  );
}
