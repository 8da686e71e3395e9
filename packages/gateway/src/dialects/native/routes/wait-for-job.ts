import { Job, WaitQuery } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { leftOrStopping } from '../../client-left.ts';
import { JobParams } from '../job-params.ts';
import { unknownJob } from '../job-refusals.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';

const absentTimeoutMs = 30_000;

/** Answers as soon as the job has ended, or when the time is up; a client that leaves waits no more. */
export function waitForJobRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/jobs/:id/wait',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'waitForJob',
        summary: 'Wait until a job has ended',
        params: JobParams,
        querystring: WaitQuery,
        response: { 200: Job },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const { timeout_ms: timeoutMs = absentTimeoutMs } = request.query;
      const { principal } = request;
      const awaited = await actions.awaitEnding(principal, id, timeoutMs, leftOrStopping(reply));
      return awaited.kind === 'unknown'
        ? refuse(request, reply, unknownJob(id))
        : toJobView(awaited.job, actions.progressOf(awaited.job));
    },
  );
}
