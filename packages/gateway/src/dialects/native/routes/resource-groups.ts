import { NamedPageQuery, OwnerOrder, ResourceGroupList, ResourceGroupName } from '@sluice/protocol';
import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { nothing } from '../answer-forms.ts';
import { namedPage } from '../named-page.ts';
import type { NativeApp } from '../native-app.ts';
import { refuse } from '../refuse.ts';
import { noOwner, unknownGroup } from '../resource-refusals.ts';
import { toGroupView } from '../resource-view.ts';

/** Groups of resources: each is there as long as it has one. */
export function resourceGroupRoutes(app: NativeApp, actions: GuardedActions): void {
  app.get(
    '/resource-groups',
    {
      config: { needs: 'read' },
      schema: {
        operationId: 'listResourceGroups',
        summary: 'List groups of resources',
        querystring: NamedPageQuery,
        response: { 200: ResourceGroupList },
      },
    },
    async ({ principal, query }) => {
      const { groups } = await actions.listResources(principal);
      const { page, place } = namedPage(groups, query);
      return { groups: page.map(toGroupView), ...place };
    },
  );

  app.patch(
    '/resource-groups/:name',
    {
      config: { needs: 'submit', audit: 'give_resource' },
      schema: {
        operationId: 'giveResourceGroup',
        summary: 'Give a group of resources to another user',
        params: Type.Object({ name: ResourceGroupName }),
        body: OwnerOrder,
        response: { 204: nothing },
      },
    },
    async (request, reply) => {
      const { name: group } = request.params;
      const { owner } = request.body;
      request.auditTarget = `${group}: ${owner}`;
      const answer = await actions.giveResource(request.principal, { group, name: null }, owner);
      switch (answer.kind) {
        case 'given':
          return reply.code(204).send(null);
        case 'unknown':
        // Of a group there is but one of a name.
        case 'ambiguous':
          return refuse(request, reply, unknownGroup(group));
        case 'no_user':
          return refuse(request, reply, noOwner(answer.userName));
      }
    },
  );
}
