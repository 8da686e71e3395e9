import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { clientLeft } from '../../client-left.ts';
import type { LivyApp } from '../livy-app.ts';
import { StatementParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { findStatement } from '../shown-statement.ts';
import { showStatement } from '../statement-output.ts';

/** Shows a statement, with its output once it has ended. */
export function showStatementRoute(app: LivyApp, actions: GuardedActions): void {
  app.get(
    '/sessions/:id/statements/:statement',
    {
      config: { needs: 'read' },
      // It would read all the rows to send none.
      exposeHeadRoute: false,
      schema: { params: StatementParams },
    },
    async ({ params, principal }, reply) => {
      const found = await findStatement(actions, principal, params);
      if (found.kind === 'none') return refuse(reply, found.refusal);
      const text = await showStatement(actions, principal, found.job, clientLeft(reply));
      return reply.type('application/json').send(text);
    },
  );
}
