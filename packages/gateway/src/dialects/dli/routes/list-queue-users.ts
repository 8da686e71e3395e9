import { Type } from 'typebox';
import { privileges as allPrivileges } from '../../../core/access/privilege.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { QueueHolder } from '../../../core/actions/queue-grants.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { noQueue } from '../job-refusals.ts';
import { Name, ProjectParams } from '../names.ts';
import { pageOf, WholeNumber } from '../offset-page.ts';
import { refuse } from '../refuse.ts';

/** Who holds what on a queue (dli-api.md 3.5.6); `ALL` for who holds everything. */
export function listQueueUsersRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v1.0/:project_id/queues/:queue_name/users',
    {
      config: { needs: 'read' },
      schema: {
        params: Type.Object({ ...ProjectParams.properties, queue_name: Name }),
        querystring: Type.Partial(Type.Object({ limit: WholeNumber, offset: WholeNumber })),
        response: {
          200: successSchema({
            queue_name: Type.String(),
            privileges: Type.Array(
              Type.Object({
                is_admin: Type.Boolean(),
                user_name: Type.String(),
                privileges: Type.Array(Type.String()),
              }),
            ),
          }),
        },
      },
    },
    async (request, reply) => {
      const { principal, params, query } = request;
      const answer = await actions.listGrants(principal, params.queue_name.toLowerCase());
      if (answer.kind === 'no_queue') return refuse(request, reply, noQueue(answer.queueName));
      const { queue, holders } = answer;
      const page = pageOf(holders, query);
      return success({ queue_name: queue.name, privileges: page.map(toUser) });
    },
  );
}

function toUser({ userName, role, privileges }: QueueHolder) {
  return {
    is_admin: role === 'admin',
    user_name: userName,
    privileges: privileges.length === allPrivileges.length ? ['ALL'] : [...privileges],
  };
}
