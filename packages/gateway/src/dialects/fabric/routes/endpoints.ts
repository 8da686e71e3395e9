import { Type } from 'typebox';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import { findEndpoint, toEndpoint } from '../endpoints.ts';
import type { FabricApp } from '../fabric-app.ts';
import { EndpointParams, Id, OffsetPage, oneOf, toPage, WorkspaceParams } from '../names.ts';
import { noEndpoint, notSupported } from '../refusal.ts';
import { refuse } from '../refuse.ts';

const path = '/v1/workspaces/:workspace_id/endpoints';

/** Of which those of one type are here (fabric-api.md 9). */
const types = [
  'service',
  'ray',
  'inference',
  'job',
  'ray_service',
  'sql',
  'container_job',
  'notebook',
] as const;

const Query = Type.Object({
  ...OffsetPage.properties,
  name: Type.Optional(Type.String()),
  endpoint_id: Type.Optional(Id),
  type: Type.Optional(oneOf(types)),
  model_id: Type.Optional(Type.String()),
  visibility: Type.Optional(oneOf(['PRIVATE', 'PUBLIC', 'ALL'])),
});

/** The queues of the project, each as an endpoint of the type `sql` (fabric-api.md 9). */
export function endpointRoutes(app: FabricApp, actions: GuardedActions): void {
  app.get(
    path,
    { config: { needs: 'read' }, schema: { params: WorkspaceParams, querystring: Query } },
    async ({ principal, query }) => {
      const { name = '', endpoint_id, type = 'sql', visibility = 'ALL', model_id } = query;
      const queues = await actions.listQueues(principal);
      const matching = queues
        .map((queue) => toEndpoint(queue, principal))
        .filter((one) => one.name.includes(name.toLowerCase()))
        .filter((one) => (endpoint_id?.toLowerCase() ?? one.id) === one.id)
        // An endpoint of SQL has no model.
        .filter(() => model_id === undefined)
        .filter(
          (one) => type === one.type && (visibility === 'ALL' || visibility === one.visibility),
        );
      const { offset, limit } = toPage(query);
      return { total: matching.length, endpoints: matching.slice(offset, offset + limit) };
    },
  );

  app.get(
    `${path}/:endpoint_id`,
    {
      config: { needs: 'read' },
      schema: {
        params: EndpointParams,
        querystring: Type.Partial(Type.Object({ version: oneOf(['CURRENT', 'PREVIOUS']) })),
      },
    },
    async ({ principal, params: { endpoint_id }, query }, reply) => {
      const queue = await findEndpoint(actions, principal, endpoint_id);
      // What it was before a change is not kept.
      if (query.version === 'PREVIOUS') return refuse(reply, noEndpoint(endpoint_id));
      return queue ? toEndpoint(queue, principal) : refuse(reply, noEndpoint(endpoint_id));
    },
  );

  const refusal = notSupported(
    'An endpoint is a queue of the project. Queues are made, changed and deleted with the commands sluice queues ' +
      'create, update and delete, or at /api/v1/queues.',
  );
  const config = { needs: 'administer' } as const;
  app.post(path, { config, schema: { params: WorkspaceParams } }, (_request, reply) =>
    refuse(reply, refusal),
  );
  for (const method of ['PUT', 'DELETE'] as const) {
    app.route({
      method,
      url: `${path}/:endpoint_id`,
      config,
      schema: { params: EndpointParams },
      handler: (_request, reply) => refuse(reply, refusal),
    });
  }
}
