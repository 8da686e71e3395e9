import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { success, successSchema } from '../envelope.ts';
import { noUser } from '../job-refusals.ts';
import { ProjectParams } from '../names.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { GroupName } from '../resource-body.ts';
import { inSeveralGroups, noGroup, noResource } from '../resource-refusals.ts';

const Body = Type.Object({
  new_owner: Type.String({
    pattern: '^(?![0-9])[A-Za-z0-9_-]{5,32}$',
    description: '5 to 32 letters, digits, _ and -, not beginning with a digit',
  }),
  group_name: Type.Optional(GroupName),
  resource_name: Type.Optional(
    Type.String({ pattern: '^[^\\0\\p{Cs}]{1,128}$', description: 'text of 1 to 128 characters' }),
  ),
});

/** Gives a group, or a resource, to another member of the project (dli-api.md 3.6). */
export function giveResourceRoute(app: DliApp, actions: GuardedActions): void {
  app.put(
    '/v2.0/:project_id/resources/owner',
    {
      config: { needs: 'submit', audit: 'give_resource' },
      schema: { params: ProjectParams, body: Body, response: { 200: successSchema({}) } },
    },
    async (request, reply) => {
      const {
        new_owner: newOwner,
        group_name: group = null,
        resource_name: name = null,
      } = request.body;
      if (group === null && name === null) {
        return refuse(request, reply, invalid('group_name or resource_name must be given.'));
      }
      request.auditTarget = `${[group, name].filter((part) => part !== null).join('/')}: ${newOwner}`;
      const answer = await actions.giveResource(request.principal, { group, name }, newOwner);
      switch (answer.kind) {
        case 'given':
          return success({});
        case 'unknown':
          return refuse(
            request,
            reply,
            name === null ? noGroup(group ?? '') : noResource(name, group),
          );
        case 'ambiguous':
          return refuse(request, reply, inSeveralGroups(name ?? '', answer.groups));
        case 'no_user':
          return refuse(request, reply, noUser(answer.userName));
      }
    },
  );
}
