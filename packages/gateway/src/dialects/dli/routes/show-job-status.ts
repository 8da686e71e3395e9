import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { isSynchronous, toUserConf } from '../job-conf.ts';
import { jobRecordFields, toJobRecord } from '../job-record.ts';
import { unknownJob } from '../job-refusals.ts';
import { JobParams } from '../names.ts';
import { findSqlJob } from '../find-sql-job.ts';
import { refuse } from '../refuse.ts';

/** What a job is doing, or how it ended; a job that failed is no failed call (dli-api.md 3.1.4). */
export function showJobStatusRoute(app: DliApp, actions: GuardedActions, clock: Clock): void {
  app.get(
    '/v1.0/:project_id/jobs/:job_id/status',
    {
      config: { needs: 'read' },
      schema: {
        params: JobParams,
        response: {
          200: successSchema({
            ...jobRecordFields,
            job_mode: Type.String(),
            user_conf: Type.String(),
          }),
        },
      },
    },
    async (request, reply) => {
      const { job_id } = request.params;
      const job = await findSqlJob(actions, request.principal, job_id);
      if (!job) return refuse(request, reply, unknownJob(job_id));
      return success({
        ...toJobRecord(job, clock.now()),
        job_mode: isSynchronous(job.request) ? 'sync' : 'async',
        user_conf: toUserConf(job.request.conf),
      });
    },
  );
}
