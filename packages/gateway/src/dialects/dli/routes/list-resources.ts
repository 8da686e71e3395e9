import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { DliApp } from '../dli-app.ts';
import { ProjectParams } from '../names.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { Kind } from '../resource-body.ts';
import { toGroupRecord, toResourceRecord } from '../resource-record.ts';
import { readTagFilter } from '../tags.ts';

const Query = Type.Object({
  kind: Type.Optional(Kind),
  tags: Type.Optional(Type.String({ description: 'tags such as k1=v1,k2=v2' })),
});

/** Lists the resources and the groups of the project (dli-api.md 3.6). There are no modules of the service. */
export function listResourcesRoute(app: DliApp, actions: GuardedActions): void {
  app.get(
    '/v2.0/:project_id/resources',
    { config: { needs: 'read' }, schema: { params: ProjectParams, querystring: Query } },
    async (request, reply) => {
      const { kind, tags: filter } = request.query;
      const tags = filter === undefined ? [] : readTagFilter(filter);
      if (tags === null) return refuse(request, reply, invalid('tags must be k1=v1,k2=v2.'));
      const all = await actions.listResources(request.principal);
      const resources = all.resources.filter(
        (each) =>
          (kind === undefined || each.kind === kind) &&
          tags.every((tag) =>
            each.tags.some(({ key, value }) => key === tag.key && value === tag.value),
          ),
      );
      const groups = all.groups.filter(({ name }) => resources.some(({ group }) => group === name));
      return {
        resources: resources.map(toResourceRecord),
        modules: [],
        groups: groups.map((group) => toGroupRecord(group, { ...all, resources })),
        total: resources.length,
      };
    },
  );
}
