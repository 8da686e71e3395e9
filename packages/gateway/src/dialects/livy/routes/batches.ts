import type { LivyApp } from '../livy-app.ts';
import { PageQuery, pageOf } from '../names.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';

/** There are no batches yet: none is listed, and none is taken. */
export function batchRoutes(app: LivyApp): void {
  app.get(
    '/batches',
    { config: { needs: 'read' }, schema: { querystring: PageQuery } },
    async ({ query }) => ({ from: pageOf(query, 0, 0).offset, total: 0, sessions: [] }),
  );
  app.post('/batches', { config: { needs: 'submit', audit: false } }, async (_request, reply) =>
    refuse(reply, noBatches),
  );
}

const noBatches = invalid(
  'This server does not run batches yet. Run SQL as statements of a session: POST /sessions with ' +
    '{"kind": "sql"}.',
);
