import { StatementsOrder, SubmittedStatements } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { keyOf, keyOfMany, twoKeys } from '../idempotency-key.ts';
import { keyTaken, statementRefused } from '../job-refusals.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { overQuota } from '../over-quota.ts';
import { waitAsPreferred } from '../prefer-wait.ts';
import { refuse } from '../refuse.ts';
import { SessionParams } from '../session-params.ts';
import {
  parametersOfMany,
  sessionStatementRefused,
  sessionTakesNone,
  unknownSession,
} from '../session-refusals.ts';
import { toParameters } from '../to-parameters.ts';
import { SubmitHeaders } from '../submit-headers.ts';
import { useVariables } from '../use-variables.ts';

/**
 * Submits statements of a session: all of them, or none where one is refused. 201 for new ones, 200 for the
 * one that its key made before (I12).
 */
export function submitStatementsRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/sessions/:id/statements',
    {
      config: { needs: 'submit', audit: 'submit_statements' },
      schema: {
        operationId: 'submitStatements',
        summary: 'Submit statements of a session',
        params: SessionParams,
        headers: SubmitHeaders,
        body: StatementsOrder,
        response: { 200: SubmittedStatements, 201: SubmittedStatements },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { body, principal } = request;
      const named = keyOf(body.key, request.headers);
      if (named === 'two_keys') return refuse(request, reply, twoKeys);
      if (named.key !== undefined && body.statements.length > 1) {
        return refuse(request, reply, keyOfMany);
      }
      if (body.parameters !== undefined && body.statements.length > 1) {
        return refuse(request, reply, parametersOfMany(body.statements.length));
      }
      const used = await useVariables(actions, principal, body.statements, body.use_variables);
      if (used.kind === 'refused') return refuse(request, reply, statementRefused(used.error));
      const answer = await actions.submitStatements(principal, id, {
        statements: used.texts,
        parameters: body.statements.map(() => toParameters(body.parameters)),
        tags: body.tags,
        key: named.key,
        runTimeoutMs: body.run_timeout_ms,
        clientLeaseMs: body.client_lease_ms,
      });
      switch (answer.kind) {
        case 'accepted': {
          const { isNew } = answer;
          const jobs = await waitAsPreferred(request, reply, actions, answer.jobs);
          const statements = jobs.map((job) => toJobView(job, actions.progressOf(job)));
          return reply.code(isNew ? 201 : 200).send({ statements });
        }
        case 'unknown':
          return refuse(request, reply, unknownSession(id));
        case 'not_taking':
          return refuse(request, reply, sessionTakesNone(answer.session));
        case 'key_taken':
          return refuse(request, reply, keyTaken(answer));
        case 'refused':
          return refuse(request, reply, sessionStatementRefused(answer));
        case 'over_quota':
          return refuse(request, reply, overQuota(answer.over));
      }
    },
  );
}
