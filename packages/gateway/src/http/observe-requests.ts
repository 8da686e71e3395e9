import type { FastifyInstance } from 'fastify';

/** A request that is over, as it is told to whoever measures. */
export interface OverRequest {
  /** The dialect that has its route; `none` where nothing has. */
  readonly dialect: string;
  readonly method: string;
  /** The route's pattern. */
  readonly route: string;
  /** Null where the client left before it was answered. */
  readonly status: number | null;
  readonly durationMs: number;
}

/** Tells of each request once, when it is over: answered, or left by its client before that. */
export function observeRequests(app: FastifyInstance, over: (request: OverRequest) => void): void {
  app.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    reply.raw.once('close', () => {
      const { config, url } = request.routeOptions;
      over({
        dialect: config.dialect ?? 'none',
        method: request.method,
        route: url ?? 'none',
        status: reply.raw.writableEnded ? reply.statusCode : null,
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
