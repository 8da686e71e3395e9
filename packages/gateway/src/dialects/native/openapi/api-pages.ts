import { fastify, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { ApiDescription } from './api-description.ts';

/** The description for programs at `/openapi.json`, and for people at `/docs`. Open to anybody. */
export function apiPages(description: ApiDescription): FastifyPluginAsync {
  let reference: Promise<FastifyInstance> | null = null;
  return async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.headers({ 'content-security-policy': policy, 'x-content-type-options': 'nosniff' });
    });
    app.get('/openapi.json', async (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(description.text),
    );
    for (const path of ['/docs', '/docs/', '/docs/js/scalar.js']) {
      app.get(path, async ({ url }, reply) => {
        const page = await (reference ??= openReference()).then((opened) => opened.inject(url));
        return reply.code(page.statusCode).headers(page.headers).send(page.rawPayload);
      });
    }
  };
}

/** Its 5 MB of script are loaded for the first who looks, and not at each start. */
async function openReference(): Promise<FastifyInstance> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const app = fastify();
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
  return app;
}

/** The page's own script writes styles and its settings into the page. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; " +
  "img-src 'self' data:; font-src 'self' data:; frame-ancestors 'none'";
