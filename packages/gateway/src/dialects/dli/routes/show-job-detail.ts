import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { jobRecordFields, toJobRecord } from '../job-record.ts';
import { unknownJob } from '../job-refusals.ts';
import { JobParams } from '../names.ts';
import { findSqlJob } from '../find-sql-job.ts';
import { refuse } from '../refuse.ts';
import { toTransferDetail, transferDetailFields } from '../transfer-record.ts';

const { job_id, message, owner, start_time, duration, tags, database_name } = jobRecordFields;

/**
 * Who ran a job and how long. With what it moved, if it is an import or export (dli-api.md 3.1.5). The provider of
 * Terraform reads the database of every job here, and would run it again where there is none.
 */
export function showJobDetailRoute(app: DliApp, actions: GuardedActions, clock: Clock): void {
  app.get(
    '/v1.0/:project_id/jobs/:job_id/detail',
    {
      config: { needs: 'read' },
      schema: {
        params: JobParams,
        response: {
          200: successSchema({
            job_id,
            message,
            owner,
            start_time,
            duration,
            tags,
            ...transferDetailFields,
            database_name,
          }),
        },
      },
    },
    async (request, reply) => {
      const asked = request.params.job_id;
      const job = await findSqlJob(actions, request.principal, asked);
      if (!job) return refuse(request, reply, unknownJob(asked));
      const record = toJobRecord(job, clock.now());
      const { job_id, message, owner, start_time, duration, tags, database_name } = record;
      const { transfer } = job.request;
      return success({
        job_id,
        message,
        owner,
        start_time,
        duration,
        tags,
        database_name,
        ...(transfer && toTransferDetail(transfer)),
      });
    },
  );
}
