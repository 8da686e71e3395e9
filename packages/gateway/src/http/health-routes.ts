import type { FastifyInstance } from 'fastify';
import type { Clock } from '../core/ports/clock.ts';

/** Names what is not ready, in words that anybody may read; empty when all is. */
export type Readiness = () => Promise<readonly string[]>;

const checkTimeoutMs = 2_000;

/** Whether the process lives, and whether it can serve. Open to anybody. */
export function healthRoutes(app: FastifyInstance, readiness: Readiness, clock: Clock): void {
  app.get('/healthz', async () => ({ status: 'ok' }));

  app.get('/readyz', async (request, reply) => {
    const notReady = await look(readiness, clock).catch((error: unknown) => {
      request.log.error({ err: error }, 'the readiness check failed');
      return ['readiness check'];
    });
    if (notReady.length === 0) return { status: 'ready' };
    return reply.code(503).send({ status: 'not_ready', not_ready: notReady });
  });
}

async function look(readiness: Readiness, clock: Clock): Promise<readonly string[]> {
  const settled = new AbortController();
  const late = clock.sleep(checkTimeoutMs, settled.signal).then(() => ['readiness check']);
  try {
    return await Promise.race([readiness(), late]);
  } finally {
    settled.abort();
  }
}
