import { StatementsOrder, SubmittedStatements } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { overQuota } from '../over-quota.ts';
import { refuse } from '../refuse.ts';
import { SessionParams } from '../session-params.ts';
import { sessionStatementRefused, sessionTakesNone, unknownSession } from '../session-refusals.ts';

/** Submits statements of a session: all of them, or none where one is refused. */
export function submitStatementsRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/sessions/:id/statements',
    {
      config: { needs: 'submit', audit: 'submit_statements' },
      schema: {
        params: SessionParams,
        body: StatementsOrder,
        response: { 201: SubmittedStatements },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { body, principal } = request;
      const answer = await actions.submitStatements(principal, id, {
        statements: body.statements,
        runTimeoutMs: body.run_timeout_ms,
        clientLeaseMs: body.client_lease_ms,
      });
      switch (answer.kind) {
        case 'accepted': {
          const { jobs } = answer;
          const statements = jobs.map((job) => toJobView(job, actions.progressOf(job)));
          return reply.code(201).send({ statements });
        }
        case 'unknown':
          return refuse(request, reply, unknownSession(id));
        case 'not_taking':
          return refuse(request, reply, sessionTakesNone(answer.session));
        case 'refused':
          return refuse(request, reply, sessionStatementRefused(answer));
        case 'over_quota':
          return refuse(request, reply, overQuota(answer.over));
      }
    },
  );
}
