import type { FastifyInstance } from 'fastify';

/** The domain of the credential's user: clients of global services ask for it first. */
export function listDomainsRoute(app: FastifyInstance): void {
  app.get(
    '/auth/domains',
    { config: { needs: 'read' } },
    async ({ principal, protocol, host }) => ({
      domains: [
        { id: principal.domainId, name: principal.domainName, enabled: true, description: '' },
      ],
      links: { self: `${protocol}://${host}/v3/auth/domains`, next: null, previous: null },
    }),
  );
}
