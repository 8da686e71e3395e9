import { Job, WaitQuery } from '@sluice/protocol';
import type { Actions } from '../../../core/actions/actions.ts';
import { clientLeft } from '../client-left.ts';
import { JobParams } from '../job-params.ts';
import { unknownJob } from '../job-refusals.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';

const absentTimeoutMs = 30_000;

/** Answers as soon as the job has ended, or when the time is up; a client that leaves waits no more. */
export function waitForJobRoute(app: NativeApp, actions: Actions): void {
  app.get(
    '/jobs/:id/wait',
    {
      config: { needs: 'read' },
      schema: { params: JobParams, querystring: WaitQuery, response: { 200: Job } },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { timeout_ms: timeoutMs = absentTimeoutMs } = request.query;
      const { projectId } = request.principal;
      const awaited = await actions.awaitEnding(projectId, id, timeoutMs, clientLeft(reply));
      return awaited.kind === 'unknown'
        ? refuse(request, reply, unknownJob(id))
        : toJobView(awaited.job, actions.progressOf(awaited.job));
    },
  );
}
