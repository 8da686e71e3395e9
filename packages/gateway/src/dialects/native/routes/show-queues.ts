import { Name, Queue, QueueList, QueueListQuery } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { hasTags } from '../../../core/job/has-tags.ts';
import type { NativeApp } from '../native-app.ts';
import { unknownQueue } from '../queue-refusals.ts';
import { toQueueView } from '../queue-view.ts';
import { refuse } from '../refuse.ts';
import { toTags } from '../tag-filter.ts';

/** Shows the project's queues and the shared ones: all of them, or one. */
export function showQueueRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/queues',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listQueues',
        summary: 'List queues',
        description:
          '`q` is a part of the name, upper and lower case alike. `tag`, `key:value`, may be given several times: all of them are meant.',
        querystring: QueueListQuery,
        response: { 200: QueueList },
      },
    },
    async ({ principal, query: { q = '', type, tag = [] } }) => {
      const part = q.toLowerCase();
      const tags = toTags(tag);
      const queues = (await actions.listQueues(principal))
        .filter(({ name }) => name.includes(part))
        .filter(({ notes }) => notes.type === (type ?? notes.type) && hasTags(notes.tags, tags));
      const restarting = await actions.restartingQueues(principal);
      return { queues: queues.map((queue) => toQueueView(queue, restarting)) };
    },
  );
  app.get(
    '/queues/:name',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'showQueue',
        summary: 'Show a queue',
        params: Type.Object({ name: Name }),
        response: { 200: Queue },
      },
    },
    async (request, reply) => {
      const { params, principal } = request;
      const queue = await actions.findQueue(principal, params.name);
      if (!queue) return refuse(request, reply, unknownQueue(params.name));
      return toQueueView(queue, await actions.restartingQueues(principal));
    },
  );
}
