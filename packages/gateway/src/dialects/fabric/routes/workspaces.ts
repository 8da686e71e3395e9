import { Type } from 'typebox';
import { addressOf } from '../address-of.ts';
import type { FabricApp } from '../fabric-app.ts';
import { Id, OffsetPage, toPage, WorkspaceParams } from '../names.ts';
import { notSupported } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** Lists the one workspace that a project has (fabric-api.md 8). It is made and ends with its project. */
export function workspaceRoutes(app: FabricApp): void {
  app.get(
    '/v1/workspaces',
    {
      config: { needs: 'read' },
      schema: {
        querystring: Type.Object({
          ...OffsetPage.properties,
          name: Type.Optional(Type.String()),
          id: Type.Optional(Id),
          enterprise_project_id: Type.Optional(Type.String()),
        }),
      },
    },
    async ({ principal, query, protocol, host }) => {
      const { projectId: id, projectName: name, domainName } = principal;
      const workspace = {
        id,
        name,
        description: '',
        create_domain_name: domainName,
        access_url: `${addressOf({ protocol, host })}/v1/workspaces/${id}`,
        enterprise_project_id: '0',
      };
      const matching = [workspace].filter(
        (one) =>
          (query.id ?? one.id) === one.id &&
          one.name.includes(query.name ?? '') &&
          [undefined, 'all_granted_eps', one.enterprise_project_id].includes(
            query.enterprise_project_id,
          ),
      );
      const { offset, limit } = toPage(query);
      return { total: matching.length, workspaces: matching.slice(offset, offset + limit) };
    },
  );

  const refusal = notSupported(
    'A project has one workspace, which is there as long as the project: none is made, changed or ' +
      'deleted by itself. List the workspaces to see its id.',
  );
  const config = { needs: 'administer' } as const;
  app.post('/v1/workspaces', { config }, (_request, reply) => refuse(reply, refusal));
  for (const method of ['PUT', 'DELETE'] as const) {
    app.route({
      method,
      url: '/v1/workspaces/:workspace_id',
      config,
      schema: { params: WorkspaceParams },
      handler: (_request, reply) => refuse(reply, refusal),
    });
  }
}
