import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { DliApp } from '../dli-app.ts';
import { findStatement } from '../find-statement.ts';
import { StatementParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { toStatementRecord } from '../statement-record.ts';

/** A statement, with its output once it has ended (dli-api.md 3.4.3). */
export function showStatementRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/sessions/:session_id/statements/:statement_id',
    {
      config: { needs: 'read' },
      // It would read the rows to send none.
      exposeHeadRoute: false,
      schema: { params: StatementParams },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const found = await findStatement(actions, principal, params);
      if (found.kind === 'refused') return refuse(request, reply, found.refusal);
      const text = await toStatementRecord(actions, principal, found.job, clientLeft(reply));
      return reply.type('application/json').send(text);
    },
  );
}
