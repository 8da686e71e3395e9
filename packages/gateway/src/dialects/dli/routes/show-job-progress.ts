import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Job } from '../../../core/job/job.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { toJobMessage } from '../job-message.ts';
import { unknownJob } from '../job-refusals.ts';
import { JobParams } from '../names.ts';
import { findSqlJob } from '../find-sql-job.ts';
import { refuse } from '../refuse.ts';
import { toStatusWord } from '../status-words.ts';

/** `/v1` is what the reference says, `/v1.0` what its siblings have (dli-api.md 3.1.6; 5, 42). */
const paths = ['/v1/:project_id/jobs/:job_id/progress', '/v1.0/:project_id/jobs/:job_id/progress'];

/** How much of a job is done. Left out while the engine of a running job does not say. */
export function showJobProgressRoutes(app: DliApp, actions: GuardedActions): void {
  for (const path of paths) {
    app.get(
      path,
      {
        config: { needs: 'read' },
        schema: {
          params: JobParams,
          response: {
            200: successSchema({
              job_id: Type.String(),
              status: Type.String(),
              progress: Type.Optional(Type.Number()),
            }),
          },
        },
      },
      async (request, reply) => {
        const { job_id } = request.params;
        const job = await findSqlJob(actions, request.principal, job_id);
        if (!job) return refuse(request, reply, unknownJob(job_id));
        const progress = progressOf(actions, job);
        return success({
          job_id: job.id,
          status: toStatusWord(job),
          message: toJobMessage(job),
          ...(progress !== null && { progress }),
        });
      },
    );
  }
}

/** 0 to 1: 0 before the work began, 1 once it has ended, else the engine's own word. */
function progressOf(actions: GuardedActions, job: Job): number | null {
  switch (toStatusWord(job)) {
    case 'LAUNCHING':
      return 0;
    case 'RUNNING':
      return actions.progressOf(job);
    case 'FINISHED':
    case 'FAILED':
    case 'CANCELLED':
      return 1;
  }
}
