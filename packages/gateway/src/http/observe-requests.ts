import type { FastifyInstance } from 'fastify';
import { answerEnd } from './answer-end.ts';

/** A request that is over, as it is told to whoever measures. */
export interface OverRequest {
  /** The dialect that has its route; `none` where nothing has. */
  readonly dialect: string;
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  /** `left`: the client did not wait for the whole answer; `cut`: this gateway did not give it. */
  readonly status: number | 'left' | 'cut';
  readonly durationMs: number;
}

/** Tells of each request once, when it is over: answered, left by its client before that, or cut. */
export function observeRequests(app: FastifyInstance, over: (request: OverRequest) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    reply.raw.once('close', () => {
      const { config, url } = request.routeOptions;
      const end = answerEnd(reply.raw);
      over({
        dialect: config.dialect ?? 'none',
        method: request.method,
        route: url ?? 'none',
        status: end === 'whole' ? reply.statusCode : end,
        durationMs: performance.now() - startedAt,
      });
    });
    done();
  });
}

/** Marks every route that is added to `app` from now on as one of this dialect. */
export function nameDialect(app: FastifyInstance, dialect: string): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, dialect };
  });
}
