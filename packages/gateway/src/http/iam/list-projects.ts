import type { FastifyInstance } from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';

/**
 * The project that the credential is for, where it has the name that is asked for (dli-api.md 1.3).
 * Another project of the same user is not listed: a client would choose it and be refused there.
 */
export function listProjectsRoute(app: FastifyInstance): void {
  app.withTypeProvider<TypeBoxTypeProvider>().get(
    '/projects',
    {
      config: { needs: 'read' },
      schema: { querystring: Type.Object({ name: Type.Optional(Type.String()) }) },
    },
    async ({ principal, query, protocol, host }) => {
      const { projectId, projectName, domainId } = principal;
      const isAskedFor = query.name === undefined || query.name === projectName;
      const project = {
        id: projectId,
        name: projectName,
        domain_id: domainId,
        parent_id: domainId,
        is_domain: false,
        enabled: true,
        description: '',
      };
      return {
        projects: isAskedFor ? [project] : [],
        links: { self: `${protocol}://${host}/v3/projects`, next: null, previous: null },
      };
    },
  );
}
