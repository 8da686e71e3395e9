import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { toJobFilter, toJobPage } from '../job-filter.ts';
import { jobRecordFields, toJobRecord } from '../job-record.ts';
import { ListQuery } from '../list-query.ts';
import { ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';

/** Lists the project's jobs, a page at a time (dli-api.md 3.1.3). */
export function listJobsRoute(app: DliApp, actions: GuardedActions, clock: Clock): void {
  app.get(
    '/v1.0/:project_id/jobs',
    {
      config: { needs: 'read' },
      schema: {
        params: ProjectParams,
        querystring: ListQuery,
        response: {
          200: successSchema({
            job_count: Type.Integer(),
            jobs: Type.Array(Type.Object(jobRecordFields)),
          }),
        },
      },
    },
    async (request, reply) => {
      const answer = toJobFilter(request.query);
      if (answer.kind === 'refused') return refuse(request, reply, answer.refusal);
      const page = toJobPage(request.query);
      const { jobs, total } = await actions.listJobs(request.principal, answer.filter, page);
      const now = clock.now();
      return success({ job_count: total, jobs: jobs.map((job) => toJobRecord(job, now)) });
    },
  );
}
