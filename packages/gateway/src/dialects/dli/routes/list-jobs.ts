import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Job } from '../../../core/job/job.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import type { DliApp } from '../dli-app.ts';
import { inPieces } from '../../in-pieces.ts';
import { listInJson } from '../../list-in-json.ts';
import { startStream } from '../../start-stream.ts';
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
      // It would read all the jobs to send none.
      exposeHeadRoute: false,
      schema: { params: ProjectParams, querystring: ListQuery },
    },
    async (request, reply) => {
      const answer = toJobFilter(request.query);
      if (answer.kind === 'refused') return refuse(request, reply, answer.refusal);
      const page = toJobPage(request.query);
      const { jobs, total } = await actions.listJobs(request.principal, answer.filter, page);
      const now = clock.now();
      const list = listInJson(success({ job_count: total }), 'jobs', textsOf(jobs, now));
      // Of a hundred long statements nobody waits for more than one.
      const stream = await startStream(inPieces(list));
      return reply.type('application/json; charset=utf-8').send(stream);
    },
  );
}

function* textsOf(jobs: readonly Job[], now: number): Generator<string> {
  for (const job of jobs) yield JSON.stringify(toJobRecord(job, now));
}
