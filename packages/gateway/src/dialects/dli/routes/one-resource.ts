import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { ProjectParams } from '../names.ts';
import { refuse } from '../refuse.ts';
import { GroupName } from '../resource-body.ts';
import { toResourceRecord } from '../resource-record.ts';
import { inSeveralGroups, noResource } from '../resource-refusals.ts';

/** Also `group/name`, its slash encoded (dli-api.md 3.6). */
const Params = Type.Object({ ...ProjectParams.properties, resource_name: Type.String() });
const Query = Type.Object({ group: Type.Optional(GroupName) });

/** Shows a resource, and forgets one; its file stays (dli-api.md 3.6). */
export function oneResourceRoutes(app: DliApp, actions: GuardedActions): void {
  const url = '/v2.0/:project_id/resources/:resource_name';
  const schema = { params: Params, querystring: Query };

  app.get(url, { config: { needs: 'read' }, schema }, async (request, reply) => {
    const { resource_name: name } = request.params;
    const { group = null } = request.query;
    const answer = await actions.findResource(request.principal, name, group);
    switch (answer.kind) {
      case 'unknown':
        return refuse(request, reply, noResource(name, group));
      case 'ambiguous':
        return refuse(request, reply, inSeveralGroups(name, answer.groups));
      case 'found':
        return toResourceRecord(answer.resource);
    }
  });

  const config = { needs: 'submit', audit: 'delete_resource' } as const;
  app.delete(url, { config, schema }, async (request, reply) => {
    const { resource_name: name } = request.params;
    const { group = null } = request.query;
    request.auditTarget = group === null ? name : `${group}/${name}`;
    const answer = await actions.deleteResource(request.principal, name, group);
    switch (answer.kind) {
      case 'unknown':
        return refuse(request, reply, noResource(name, group));
      case 'ambiguous':
        return refuse(request, reply, inSeveralGroups(name, answer.groups));
      case 'deleted':
        // 200 without a body.
        return reply.code(200).send();
    }
  });
}
