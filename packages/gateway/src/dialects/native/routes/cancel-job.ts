import { CancelOrder, Cancelled, NotConfirmed } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { answerVerdict } from '../cancel-answer.ts';
import { cancelWish } from '../cancel-wish.ts';
import { JobParams } from '../job-params.ts';
import { unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';

/** Cancels a job and answers when the truth is known, or when the wait is over. */
export function cancelJobRoute(
  app: NativeApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/jobs/:id/cancel',
    {
      config: { needs: 'cancel', audit: 'cancel_job' },
      schema: {
        operationId: 'cancelJob',
        summary: 'Cancel a job',
        params: JobParams,
        body: CancelOrder,
        response: { 200: Cancelled, 202: NotConfirmed },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { wait_ms: waitMs = cancelTimeoutMs } = request.body;
      const wish = cancelWish(request, request.body);
      const verdict = await actions.cancelJob(request.principal, id, wish, waitMs);
      return answerVerdict(request, reply, actions, verdict, unknownJob(id));
    },
  );
}
