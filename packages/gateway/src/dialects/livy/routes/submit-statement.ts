import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { KeyHeaders, keyHeader } from '../idempotency-key.ts';
import type { LivyApp } from '../livy-app.ts';
import { clientLeft } from '../../client-left.ts';
import { SessionParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { StatementOrder } from '../session-order.ts';
import { statementRefused, unknownSession, wrongKind } from '../session-refusals.ts';
import { findShown } from '../shown-session.ts';
import { showStatement } from '../statement-output.ts';

/**
 * Submits a statement. In a session that is still starting it waits (livy-api.md 5). 201 also for the one
 * that its Idempotency-Key made before.
 */
export function submitStatementRoute(app: LivyApp, actions: GuardedActions): void {
  app.post(
    '/sessions/:id/statements',
    {
      config: { needs: 'submit', audit: 'submit_statements' },
      schema: { headers: KeyHeaders, params: SessionParams, body: StatementOrder },
    },
    async (request, reply) => {
      const { body, params, principal } = request;
      const session = await findShown(actions, principal, params.id);
      if (!session) return refuse(reply, unknownSession(params.id));
      const { kind: ofSession, queueName, engine } = session.request;
      if (body.kind && body.kind !== ofSession) {
        return refuse(reply, wrongKind(body.kind, { queueName, engine, kinds: [ofSession] }));
      }
      const order = { statements: [body.code], key: request.headers[keyHeader] };
      const answer = await actions.submitStatements(principal, session.id, order);
      if (answer.kind !== 'accepted') return refuse(reply, statementRefused(answer, params.id));
      const [job] = answer.jobs;
      if (!job) throw new Error('a statement was accepted and is not there');
      request.auditTarget = job.id;
      const path = `${app.prefix}/sessions/${session.number}/statements`;
      return reply
        .code(201)
        .header('location', `${path}/${job.request.session?.number}`)
        .type('application/json')
        .send(await showStatement(actions, principal, job, clientLeft(reply)));
    },
  );
}
