import type { FastifyInstance } from 'fastify';
import { invalid } from './refusal.ts';
import { refuse } from './refuse.ts';

/** A browser sends the header from no foreign page without asking first (livy-api.md 1). */
export function demandRequestedBy(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ method, headers }, reply) => {
    if (method === 'GET' || method === 'HEAD' || headers['x-requested-by']) return;
    return refuse(reply, missing);
  });
}

const missing = invalid(
  'The header X-Requested-By is missing, which this server demands of every call but GET. Any text ' +
    'will do in it.',
);
