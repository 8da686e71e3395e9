import { Name } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { nothing } from '../answer-forms.ts';
import type { NativeApp } from '../native-app.ts';
import { queueInUse, queueShared, unknownQueue } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';

/** Takes a queue of the caller's project away, on which nothing waits or runs. */
export function deleteQueueRoute(app: NativeApp, actions: GuardedActions): void {
  app.delete(
    '/queues/:name',
    {
      config: { needs: 'cancel', audit: 'delete_queue' },
      schema: {
        operationId: 'deleteQueue',
        summary: 'Delete a queue',
        params: Type.Object({ name: Name }),
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const name = request.params.name.toLowerCase();
      request.auditTarget = name;
      const answer = await actions.deleteQueue(request.principal, name);
      switch (answer.kind) {
        case 'deleted':
          return reply.code(204).send(null);
        case 'no_queue':
          return refuse(request, reply, unknownQueue(answer.queueName));
        case 'shared':
          return refuse(request, reply, queueShared(answer.queueName));
        case 'in_use':
          return refuse(request, reply, queueInUse(answer));
      }
    },
  );
}
