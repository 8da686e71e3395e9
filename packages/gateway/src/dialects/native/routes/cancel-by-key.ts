import { AwaitingSubmit, CancelOrder, Cancelled, NotConfirmed } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { answerVerdict } from '../cancel-answer.ts';
import { cancelWish } from '../cancel-wish.ts';
import { KeyParams } from '../job-params.ts';
import { unknownKey } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import { toTimestamp } from '../timestamp.ts';

/** Cancels the job that the caller named itself, also before its submit arrives (I12). */
export function cancelByKeyRoute(
  app: NativeApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/jobs/by-key/:key/cancel',
    {
      config: { needs: 'cancel', audit: 'cancel_job_by_key' },
      schema: {
        operationId: 'cancelJobByKey',
        summary: 'Cancel a job by its key, also before its submit has come',
        params: KeyParams,
        body: CancelOrder,
        response: { 200: Cancelled, 202: Type.Union([NotConfirmed, AwaitingSubmit]) },
      },
    },
    async (request, reply) => {
      const { key } = request.params;
      const { wait_ms: waitMs = cancelTimeoutMs } = request.body;
      const wish = cancelWish(request, request.body);
      const verdict = await actions.cancelByKey(request.principal, key, wish, waitMs);
      if (verdict.kind === 'entombed') {
        const expiresAt = toTimestamp(verdict.expiresAt);
        const awaiting: AwaitingSubmit = { verdict: 'awaiting_submit', key, expires_at: expiresAt };
        return reply.code(202).send(awaiting);
      }
      return answerVerdict(request, reply, actions, verdict, unknownKey(key));
    },
  );
}
