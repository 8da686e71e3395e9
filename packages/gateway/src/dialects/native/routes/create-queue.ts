import { Queue, QueueOrder } from '@sluice/protocol';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { NativeApp } from '../native-app.ts';
import { toQueueChange } from '../queue-conditions.ts';
import { noEngine, queueExists } from '../queue-refusals.ts';
import { toQueueView } from '../queue-view.ts';
import { refuse } from '../refuse.ts';

/** Makes a queue of the caller's project. */
export function createQueueRoute(app: NativeApp, actions: GuardedActions): void {
  app.post(
    '/queues',
    {
      config: { needs: 'administer', audit: 'create_queue' },
      schema: {
        operationId: 'createQueue',
        summary: 'Make a queue',
        body: QueueOrder,
        response: { 201: Queue },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      request.auditTarget = body.name.toLowerCase();
      const engine = (body.engine ?? 'duckdb').toLowerCase();
      const answer = await actions.createQueue(principal, {
        name: body.name,
        engine,
        ...toQueueChange(body),
      });
      switch (answer.kind) {
        case 'created':
          return reply.code(201).send(toQueueView(answer.queue, new Set()));
        case 'exists':
          return refuse(request, reply, queueExists(body.name.toLowerCase()));
        case 'no_engine':
          return refuse(request, reply, noEngine(engine, answer.engines));
      }
    },
  );
}
