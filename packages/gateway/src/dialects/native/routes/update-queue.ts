import { Name, Queue, QueueChange } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';
import { toQueueChange } from '../queue-conditions.ts';
import { noQueue, queueShared } from '../queue-refusals.ts';
import { toQueueView } from '../queue-view.ts';
import { refuse } from '../refuse.ts';

/** Sets conditions of a queue of the caller's project. */
export function updateQueueRoute(app: NativeApp, actions: GuardedActions): void {
  app.patch(
    '/queues/:name',
    {
      config: { needs: 'administer', audit: 'update_queue' },
      schema: {
        operationId: 'updateQueue',
        summary: 'Change the conditions of a queue',
        params: Type.Object({ name: Name }),
        body: QueueChange,
        response: { 200: Queue },
      },
    },
    async (request, reply) => {
      const { body, params, principal } = request;
      request.auditTarget = `${params.name.toLowerCase()} ${JSON.stringify(body)}`;
      const answer = await actions.updateQueue(principal, params.name, toQueueChange(body));
      switch (answer.kind) {
        case 'updated': {
          const restarting = await actions.restartingQueues(principal);
          return toQueueView(answer.queue, restarting);
        }
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
        case 'shared':
          return refuse(request, reply, queueShared(answer.queueName));
      }
    },
  );
}
