import { Type } from 'typebox';
import { privileges as allPrivileges } from '../../../core/access/privilege.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { QueueHolder } from '../../../core/actions/queue-grants.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { noQueue, noUser } from '../job-refusals.ts';
import { Name, ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';

const words = allPrivileges.join(', ');

const Body = Type.Object({
  queue_name: Name,
  user_name: Type.String({
    pattern: '^[^\\0\\p{Cs}]{1,64}$',
    description: 'text of 1 to 64 characters',
  }),
  action: Type.Enum(['grant', 'revoke', 'update'], {
    description: 'one of grant, revoke, update',
  }),
  privileges: Type.Array(Type.Enum([...allPrivileges], { description: `one of ${words}` }), {
    maxItems: 32,
    description: `an array of privileges: ${words}`,
  }),
});

/** Grants and revokes privileges on a queue (dli-api.md 3.5.6). `update` replaces the set. */
export function authorizeQueueUserRoute(app: DliApp, actions: GuardedActions): void {
  app.put(
    '/v1.0/:project_id/queues/user-authorization',
    {
      config: { needs: 'read', audit: 'change_grants' },
      schema: { params: ProjectParams, body: Body, response: { 200: successSchema({}) } },
    },
    async (request, reply) => {
      const { queue_name, user_name: userName, action, privileges } = request.body;
      const order = {
        userName,
        action: action === 'update' ? 'replace' : action,
        privileges,
      } as const;
      const queueName = queue_name.toLowerCase();
      request.auditTarget = `${queueName}: ${order.action} ${userName} ${privileges.join(' ')}`;
      const answer = await actions.changeGrants(request.principal, queueName, order);
      switch (answer.kind) {
        case 'no_queue':
          return refuse(request, reply, noQueue(answer.queueName));
        case 'no_user':
          return refuse(request, reply, noUser(answer.userName));
        case 'changed':
          return success({
            message: action === 'revoke' ? leftOver(answer.holder, privileges) : '',
          });
      }
    },
  );
}

/** Says of what was revoked and is held all the same where it comes from. */
function leftOver(holder: QueueHolder, revoked: readonly string[]): string {
  const still = revoked.filter((one) => holder.privileges.some((held) => held === one));
  if (still.length === 0) return '';
  const by = holder.isOwner ? 'as the owner of the queue' : `by the role ${holder.role}`;
  return `The user ${holder.userName} still has ${still.join(', ')} ${by}.`;
}
