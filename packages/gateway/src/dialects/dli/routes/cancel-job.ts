import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { CancelVerdict } from '../../../core/actions/cancel-job.ts';
import { wishOf } from '../../wish-of.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { cancelNotConfirmed, notCancellable, queueJob, unknownJob } from '../job-refusals.ts';
import { JobParams } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { findSqlJob } from '../find-sql-job.ts';
import { refuse } from '../refuse.ts';

/** Cancels a job and answers when the truth is known (dli-api.md 3.1.2, 3.0.1). */
export function cancelJobRoute(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.delete(
    '/v1.0/:project_id/jobs/:job_id',
    {
      config: { needs: 'cancel', audit: 'cancel_job' },
      schema: { params: JobParams, response: { 200: successSchema({}) } },
    },
    async (request, reply) => {
      const { principal } = request;
      const asked = request.params.job_id;
      const job = await findSqlJob(actions, principal, asked);
      if (!job) return refuse(request, reply, unknownJob(asked));
      const verdict = await actions.cancelJob(principal, job.id, wishOf(request), cancelTimeoutMs);
      const refusal = refusalOf(verdict, asked, cancelTimeoutMs);
      return refusal ? refuse(request, reply, refusal) : success({});
    },
  );
}

/** Null only where the job was seen to stop and all that it held is back (I3). */
function refusalOf(verdict: CancelVerdict, jobId: string, cancelTimeoutMs: number): Refusal | null {
  switch (verdict.kind) {
    case 'cancelled':
      return null;
    case 'ended_otherwise':
      return notCancellable(verdict.job);
    case 'not_confirmed':
      return cancelNotConfirmed(verdict.job, cancelTimeoutMs);
    case 'not_cancellable':
      return queueJob(verdict.job);
    case 'unknown':
      return unknownJob(jobId);
  }
}
