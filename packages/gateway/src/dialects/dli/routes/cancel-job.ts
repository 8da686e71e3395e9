import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { CancelVerdict } from '../../../core/actions/cancel-job.ts';
import type { Job } from '../../../core/job/job.ts';
import { wishOf } from '../../wish-of.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import {
  cancelNotConfirmed,
  notCancellable,
  onOtherQueue,
  queueJob,
  unknownJob,
} from '../job-refusals.ts';
import { JobOfQueueParams, JobParams } from '../names.ts';
import type { Refusal } from '../refusal.ts';
import { findSqlJob } from '../find-sql-job.ts';
import { refuse } from '../refuse.ts';

/**
 * Cancels a job and answers when the truth is known (dli-api.md 3.1.2, 3.0.1), also at the deprecated address,
 * which names its queue (3.1.12).
 */
export function cancelJobRoutes(
  app: DliApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  const config = { needs: 'cancel', audit: 'cancel_job' } as const;
  const response = { 200: successSchema({}) };

  app.delete(
    '/v1.0/:project_id/jobs/:job_id',
    { config, schema: { params: JobParams, response } },
    async (request, reply) => {
      const asked = request.params.job_id;
      const job = await findSqlJob(actions, request.principal, asked);
      return job ? cancel(request, reply, job) : refuse(request, reply, unknownJob(asked));
    },
  );

  app.delete(
    '/v1.0/:project_id/queues/:queue_name/jobs/:job_id',
    { config, schema: { params: JobOfQueueParams, response } },
    async (request, reply) => {
      const { job_id: asked, queue_name } = request.params;
      const job = await findSqlJob(actions, request.principal, asked);
      if (!job) return refuse(request, reply, unknownJob(asked));
      const elsewhere = onOtherQueue(job, queue_name);
      return elsewhere ? refuse(request, reply, elsewhere) : cancel(request, reply, job);
    },
  );

  async function cancel(request: FastifyRequest, reply: FastifyReply, { id }: Job) {
    const wish = wishOf(request);
    const verdict = await actions.cancelJob(request.principal, id, wish, cancelTimeoutMs);
    const refusal = refusalOf(verdict, id, cancelTimeoutMs);
    return refusal ? refuse(request, reply, refusal) : success({});
  }
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
