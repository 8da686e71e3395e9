import { Counter, Histogram, type Registry } from 'prom-client';
import { type MetricFailed, quietly } from './quietly.ts';

/** A request that is over. */
export interface RequestMeasure {
  /** `none` where no dialect has the address. */
  readonly dialect: string;
  readonly method: string;
  /** The route's pattern, never the address itself. */
  readonly route: string;
  /** `left`: the client did not wait for the whole answer; `cut`: the gateway did not give it. */
  readonly status: number | 'left' | 'cut';
  readonly durationMs: number;
}

/** Methods that have a series of their own; a client can send any word. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** @returns what the HTTP server is to tell each request to */
export function measureRequests(
  registry: Registry,
  failed: MetricFailed,
): (request: RequestMeasure) => void {
  const requests = new Counter({
    name: 'sluice_http_requests_total',
    help: 'Requests that are over; status "left" where the client did not wait for the answer, "cut" where the gateway did not give it whole.',
    labelNames: ['dialect', 'method', 'route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'sluice_http_request_seconds',
    help: 'From the head of a request to the end of its answer; waits and streams that were asked for count.',
    labelNames: ['dialect', 'method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120],
    registers: [registry],
  });
  return ({ dialect, method: sent, route, status, durationMs }) =>
    quietly(failed, 'a request', () => {
      const method = methods.has(sent) ? sent : 'other';
      requests.inc({ dialect, method, route, status });
      durations.observe({ dialect, method, route }, durationMs / 1_000);
    });
}
