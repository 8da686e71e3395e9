import type { FastifyInstance } from 'fastify';

/** What Livy's clients ask before anything else, some of them without a credential (livy-api.md 1). */
export function showVersionRoute(app: FastifyInstance): void {
  app.get('/version', async () => version);
}

/** They read digits, dot, digits, dot, digits, and decide by it what they may ask. */
const version = {
  url: 'sluice',
  branch: 'sluice',
  revision: 'sluice',
  version: '0.9.0-sluice',
  date: '',
  user: 'sluice',
};
