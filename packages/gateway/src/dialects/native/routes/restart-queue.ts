import { Job, Name, RestartOrder } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { noQueue, queueBusy, queueRestarting } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';

/** Restarts a queue for the caller's project. The restart is a job: 202, and its end is the proof. */
export function restartQueueRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/queues/:name/restart',
    {
      config: { needs: 'cancel', audit: 'restart_queue' },
      schema: {
        operationId: 'restartQueue',
        summary: 'Restart a queue',
        params: Type.Object({ name: Name }),
        body: RestartOrder,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const { force = false } = request.body;
      const answer = await actions.restartQueue(request.principal, name, force);
      switch (answer.kind) {
        case 'accepted':
          return reply.code(202).send(toJobView(answer.job, null));
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
        case 'restarting':
          return refuse(request, reply, queueRestarting(answer.queueName, answer.jobId));
        case 'busy':
          return refuse(request, reply, queueBusy(answer.queueName, answer.live));
      }
    },
  );
}
