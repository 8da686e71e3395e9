import { Type } from 'typebox';
import type { CancelVerdict } from '../../../core/actions/cancel-job.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { wishOf } from '../../wish-of.ts';
import type { DliApp } from '../dli-app.ts';
import { findStatement } from '../find-statement.ts';
import { StatementParams } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import {
  statementCancelNotConfirmed,
  statementNotCancellable,
  unknownStatement,
} from '../session-refusals.ts';

/** Cancels a statement and answers when the truth is known (dli-api.md 3.4.4; 5 for one that has ended). */
export function cancelStatementRoute(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/v2.0/:project_id/sessions/:session_id/statements/:statement_id/cancel',
    {
      config: { needs: 'cancel', audit: 'cancel_statement' },
      schema: {
        params: StatementParams,
        response: { 200: Type.Object({ msg: Type.Literal('canceled') }) },
      },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const found = await findStatement(actions, principal, params);
      if (found.kind === 'refused') return refuse(request, reply, found.refusal);
      const { id } = found.job;
      request.auditTarget = id;
      const verdict = await actions.cancelJob(principal, id, wishOf(request), cancelTimeoutMs);
      const refusal = refusalOf(verdict);
      return refusal ? refuse(request, reply, refusal) : { msg: 'canceled' as const };

      /** Null only where the statement was seen to stop and all that it held is back (I3). */
      function refusalOf(told: CancelVerdict): Refusal | null {
        switch (told.kind) {
          case 'cancelled':
            return null;
          case 'ended_otherwise':
            return statementNotCancellable(told.job);
          case 'not_confirmed':
            return statementCancelNotConfirmed(told.job, cancelTimeoutMs);
          case 'not_cancellable':
            throw new Error(`the statement ${id} is of a kind that cannot be cancelled`);
          case 'unknown':
            return unknownStatement(params.session_id, params.statement_id);
        }
      }
    },
  );
}
