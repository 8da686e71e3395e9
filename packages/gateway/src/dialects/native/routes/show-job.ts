import { Job } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { JobParams, KeyParams } from '../job-params.ts';
import { unknownJob, unknownKey } from '../job-refusals.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';

/** Shows one job, by its id or by the caller's own name for it. */
export function showJobRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/jobs/:id',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showJob',
        summary: 'Show a job',
        params: JobParams,
        response: { 200: Job },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const job = await actions.findJob(request.principal, id);
      return job ? toJobView(job, actions.progressOf(job)) : refuse(request, reply, unknownJob(id));
    },
  );

  app.get(
    '/jobs/by-key/:key',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showJobByKey',
        summary: 'Show a job by its key',
        params: KeyParams,
        response: { 200: Job },
      },
    },
    async (request, reply) => {
      const { key } = request.params;
      const job = await actions.findJobByKey(request.principal, key);
      return job
        ? toJobView(job, actions.progressOf(job))
        : refuse(request, reply, unknownKey(key));
    },
  );
}
