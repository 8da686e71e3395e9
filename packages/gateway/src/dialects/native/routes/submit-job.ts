import { Job, SubmitOrder } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { answerSubmit } from '../answer-submit.ts';
import { keyOf, twoKeys } from '../idempotency-key.ts';
import { statementRefused } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { toParameters } from '../to-parameters.ts';
import { SubmitHeaders } from '../submit-headers.ts';
import { useVariables } from '../use-variables.ts';

/** Submits one SQL statement. 201 for a new job, 200 for the one that its key made before (I12). */
export function submitJobRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/jobs',
    {
      config: { needs: 'submit', audit: 'submit_job' },
      schema: {
        operationId: 'submitJob',
        summary: 'Submit a SQL job',
        description:
          'With a `key`, in the body or as `Idempotency-Key`, a submit may be repeated: one job is made, and 200 answers with it again.',
        headers: SubmitHeaders,
        body: SubmitOrder,
        response: { 200: Job, 201: Job },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      request.auditTarget = body.queue;
      const named = keyOf(body.key, request.headers);
      if (named === 'two_keys') return refuse(request, reply, twoKeys);
      const used = await useVariables(actions, principal, [body.sql], body.use_variables);
      if (used.kind === 'refused') return refuse(request, reply, statementRefused(used.error));
      const [sql = body.sql] = used.texts;
      const answer = await actions.submitJob(principal, {
        sql,
        parameters: toParameters(body.parameters),
        queueName: body.queue,
        database: body.database,
        tags: body.tags,
        conf: body.conf,
        priority: body.priority,
        key: named.key,
        queuedTimeoutMs: body.queued_timeout_ms,
        runTimeoutMs: body.run_timeout_ms,
        clientLeaseMs: body.client_lease_ms,
      });
      return answerSubmit(request, reply, actions, answer, statementRefused);
    },
  );
}
