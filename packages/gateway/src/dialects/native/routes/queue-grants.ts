import {
  GrantOrder,
  Name,
  QueueHolder,
  type QueueHolder as HolderView,
  QueueHolderList,
} from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { QueueHolder as Holder } from '../../../core/actions/queue-grants.ts';
import type { NativeApp } from '../native-app.ts';
import { unknownQueue } from '../queue-refusals.ts';
import { refuse } from '../refuse.ts';

const QueueParams = Type.Object({ name: Name });

/** Who holds what on a queue. Whether the caller may know or change it depends on the queue. */
export function queueGrantRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/queues/:name/grants',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listGrants',
        summary: 'Show who may do what on a queue',
        params: QueueParams,
        response: { 200: QueueHolderList },
      },
    },
    async (request, reply) => {
      const answer = await actions.listGrants(request.principal, request.params.name.toLowerCase());
      if (answer.kind === 'no_queue') return refuse(request, reply, unknownQueue(answer.queueName));
      return { queue: answer.queue.name, grants: answer.holders.map(toHolderView) };
    },
  );

  app.put(
    '/queues/:name/grants',
    {
      config: { needs: 'read', audit: 'change_grants' },
      schema: {
        operationId: 'changeGrants',
        summary: 'Grant or revoke privileges on a queue',
        params: QueueParams,
        body: GrantOrder,
        response: { 200: QueueHolder },
      },
    },
    async (request, reply) => {
      const { principal, body, params } = request;
      const { user: userName, action, privileges } = body;
      request.auditTarget = `${params.name.toLowerCase()}: ${action} ${userName} ${privileges.join(' ')}`;
      const order = { userName, action, privileges };
      const answer = await actions.changeGrants(principal, params.name.toLowerCase(), order);
      switch (answer.kind) {
        case 'changed':
          return toHolderView(answer.holder);
        case 'no_queue':
          return refuse(request, reply, unknownQueue(answer.queueName));
        case 'no_user':
          return refuse(request, reply, {
            code: 'no_user',
            detail: `There is no user named ${answer.userName} in this project.`,
            about: { field: 'user' },
          });
      }
    },
  );
}

function toHolderView({ userName, role, isOwner, privileges }: Holder): HolderView {
  return { user: userName, role, owner: isOwner, privileges: [...privileges] };
}
