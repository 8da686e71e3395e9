import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { LivyApp } from '../livy-app.ts';
import { StatementParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { cancelNotConfirmed, unknownStatement } from '../session-refusals.ts';
import { findStatement } from '../shown-statement.ts';
import { wishOf } from '../../wish-of.ts';

/**
 * Cancels a statement. Livy's clients need a 200 also where there was nothing left to cancel; the header
 * `X-Sluice-Ending` then says how the statement truly ended.
 */
export function cancelStatementRoute(
  app: LivyApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/sessions/:id/statements/:statement/cancel',
    {
      config: { needs: 'cancel', audit: 'cancel_statement' },
      schema: { params: StatementParams },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const found = await findStatement(actions, principal, params);
      if (found.kind === 'none') return refuse(reply, found.refusal);
      const { id } = found.job;
      request.auditTarget = id;
      const verdict = await actions.cancelJob(principal, id, wishOf(request), cancelTimeoutMs);
      switch (verdict.kind) {
        case 'cancelled':
          return canceled;
        case 'ended_otherwise':
          return reply.header('x-sluice-ending', verdict.job.state.ending.how).send(canceled);
        case 'not_confirmed':
          return refuse(reply, cancelNotConfirmed(verdict.job, cancelTimeoutMs));
        case 'unknown':
          return refuse(reply, unknownStatement(params.statement));
        case 'not_cancellable':
          throw new Error(`the statement ${id} is of a kind that cannot be cancelled`);
      }
    },
  );
}

const canceled = { msg: 'canceled' };
