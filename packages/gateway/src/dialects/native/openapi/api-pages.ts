import reference from '@scalar/fastify-api-reference';
import type { FastifyPluginAsync } from 'fastify';
import type { ApiDescription } from './api-description.ts';

/** The description for programs at `/openapi.json`, and for people at `/docs`. Open to anybody. */
export function apiPages(description: ApiDescription): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff' });
    });
    app.get('/openapi.json', async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(description.text),
    );
    await app.register(reference, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        pageTitle: 'Sluice API',
        // Nothing of the page comes from elsewhere, and nothing of it goes there.
        withDefaultFonts: false,
        telemetry: false,
        proxyUrl: '',
        agent: { disabled: true },
        mcp: { disabled: true },
        hideClientButton: true,
        showDeveloperTools: 'never',
      },
    });
  };
}

/** The page's own script writes styles and its settings into the page. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";
