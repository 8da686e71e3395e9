import { BatchOrder, Job } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { answerSubmit } from '../answer-submit.ts';
import { keyOf, twoKeys } from '../idempotency-key.ts';
import { programRefused } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { SubmitHeaders } from '../submit-headers.ts';
import { useVariables } from '../use-variables.ts';

/** Submits a program as a batch. 201 for a new one, 200 for the one that its key made before (I12). */
export function submitBatchRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/batches',
    {
      config: { needs: 'submit', audit: 'submit_batch' },
      schema: {
        operationId: 'submitBatch',
        summary: 'Submit a batch',
        headers: SubmitHeaders,
        body: BatchOrder,
        response: { 200: Job, 201: Job },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const named = keyOf(body.key, request.headers);
      if (named === 'two_keys') return refuse(request, reply, twoKeys);
      const { args = [], use_variables } = body;
      const used = await useVariables(actions, principal, args, use_variables);
      if (used.kind === 'refused') {
        return refuse(request, reply, invalid('args', used.error.message));
      }
      const answer = await actions.submitBatch(principal, {
        file: body.file,
        args: used.texts,
        files: body.files ?? [],
        name: body.name ?? null,
        sent: null,
        queueName: body.queue,
        tags: body.tags,
        priority: body.priority,
        key: named.key,
        graceMs: body.grace_ms,
        retries: body.retries,
        queuedTimeoutMs: body.queued_timeout_ms,
        runTimeoutMs: body.run_timeout_ms,
        clientLeaseMs: body.client_lease_ms,
      });
      return answerSubmit(request, reply, actions, answer, programRefused);
    },
  );
}
