import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { DliApp } from '../dli-app.ts';
import { streamJobs } from '../../stream-jobs.ts';
import { success } from '../envelope.ts';
import { toJobFilter, toJobPage } from '../job-filter.ts';
import { toJobRecord } from '../job-record.ts';
import { ListQuery } from '../list-query.ts';
import { ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';

/** Lists the project's jobs, a page at a time (dli-api.md 3.1.3). */
export function listJobsRoute(app: DliApp, actions: GuardedActions, clock: Clock): void {
  app.get(
    '/v1.0/:project_id/jobs',
    {
      config: { needs: 'read' },
      schema: { params: ProjectParams, querystring: ListQuery },
    },
    async (request, reply) => {
      const answer = toJobFilter(request.query);
      if (answer.kind === 'refused') return refuse(request, reply, answer.refusal);
      const page = toJobPage(request.query);
      const list = await actions.listJobs(request.principal, answer.filter, page);
      const jobs = actions.eachJob(request.principal, list);
      const now = clock.now();
      const stream = await streamJobs(success({ job_count: list.total }), 'jobs', jobs, (job) =>
        JSON.stringify(toJobRecord(job, now)),
      );
      return reply.type('application/json; charset=utf-8').send(stream);
    },
  );
}
