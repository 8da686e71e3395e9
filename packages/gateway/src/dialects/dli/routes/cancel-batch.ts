import { Type } from 'typebox';
import type { CancelVerdict } from '../../../core/actions/cancel-job.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { wishOf } from '../../wish-of.ts';
import { batchCancelNotConfirmed, batchEnded, unknownBatch } from '../batch-refusals.ts';
import type { DliApp } from '../dli-app.ts';
import { findBatch } from '../find-batch.ts';
import { BatchParams } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** Cancels a batch, and says "deleted" when no process of it is left (dli-api.md 3.2.6, 3.0.1). */
export function cancelBatchRoute(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.delete(
    '/v2.0/:project_id/batches/:batch_id',
    {
      config: { needs: 'cancel', audit: 'cancel_batch' },
      schema: {
        params: BatchParams,
        response: { 200: Type.Object({ msg: Type.Literal('deleted') }) },
      },
    },
    async (request, reply) => {
      const { principal, params } = request;
      const job = await findBatch(actions, principal, params.batch_id);
      if (!job) return refuse(request, reply, unknownBatch(params.batch_id));
      request.auditTarget = job.id;
      const verdict = await actions.cancelJob(principal, job.id, wishOf(request), cancelTimeoutMs);
      const refusal = refusalOf(verdict, params.batch_id, cancelTimeoutMs);
      return refusal ? refuse(request, reply, refusal) : { msg: 'deleted' as const };
    },
  );
}

/** Null only where no process of it was seen to be left (I3). */
function refusalOf(verdict: CancelVerdict, asked: string, cancelTimeoutMs: number): Refusal | null {
  switch (verdict.kind) {
    case 'cancelled':
      return null;
    case 'ended_otherwise':
      return batchEnded(verdict.job);
    case 'not_confirmed':
      return batchCancelNotConfirmed(verdict.job, cancelTimeoutMs);
    case 'not_cancellable':
    case 'unknown':
      return unknownBatch(asked);
  }
}
