import { QueueList } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';
import { toQueueView } from '../queue-view.ts';

/** Lists the project's queues and the shared ones. */
export function listQueuesRoute(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/queues',
    {
      config: { needs: 'read' },
      schema: { operationId: 'listQueues', summary: 'List queues', response: { 200: QueueList } },
    },
    async ({ principal }) => {
      const queues = await actions.listQueues(principal);
      const restarting = await actions.restartingQueues(principal);
      return { queues: queues.map((queue) => toQueueView(queue, restarting)) };
    },
  );
}
