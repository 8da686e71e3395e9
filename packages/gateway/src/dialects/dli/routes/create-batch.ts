import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { BatchBody, toBatchOrder } from '../batch-body.ts';
import { BatchRecord, type BatchRecordOptions, toBatchRecord } from '../batch-record.ts';
import { batchRefused } from '../batch-refusals.ts';
import { fillBatchBody, textsOfBatch } from '../fill-batch-body.ts';
import type { DliApp } from '../dli-app.ts';
import { ProjectParams } from '../names.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** Makes a batch, which starts later (dli-api.md 3.2.1). */
export function createBatchRoute(
  app: DliApp,
  actions: GuardedActions,
  options: BatchRecordOptions,
): void {
  app.post(
    '/v2.0/:project_id/batches',
    {
      config: { needs: 'submit', audit: 'submit_batch' },
      schema: { params: ProjectParams, body: BatchBody, response: { 200: BatchRecord } },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const filled = await actions.withVariables(principal, textsOfBatch(body));
      if (filled.kind === 'refused') {
        return refuse(request, reply, invalid(filled.error.message));
      }
      const asked = toBatchOrder(fillBatchBody(body, filled.texts));
      if (asked.kind === 'refused') return refuse(request, reply, asked.refusal);
      const answer = await actions.submitBatch(principal, asked.order);
      if (answer.kind !== 'accepted') return refuse(request, reply, batchRefused(answer));
      request.auditTarget = answer.job.id;
      return toBatchRecord(answer.job, [], options);
    },
  );
}
