import type { FastifyInstance } from 'fastify';
import { hashSecret } from './authentication/secret-hash.ts';
import { problem } from './problem.ts';

export interface MetricsDoor {
  /** The one credential that opens it, and nothing else. */
  readonly token: string;
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/**
 * The metrics, for whoever has their token. They speak of all projects, so no credential of one opens
 * them; and the token reads nothing but them, since it lies in the configuration of a collector.
 */
export function metricsRoute(app: FastifyInstance, door: MetricsDoor): void {
  const expected = hashSecret(door.token);
  app.get('/metrics', async (request, reply) => {
    const { authorization = '' } = request.headers;
    const [scheme = '', sent = ''] = authorization.split(' ', 2);
    // Compared as hashes: what their comparison tells by its time says nothing of the token.
    if (scheme.toLowerCase() !== 'bearer' || hashSecret(sent) !== expected) {
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="sluice metrics"')
        .type('application/problem+json')
        .send(problem(401, refusal, request.id));
    }
    const { contentType, text } = await door.expose();
    return reply.type(contentType).header('cache-control', 'no-store').send(text);
  });
}

const refusal =
  'The metrics need "Authorization: Bearer" with the token in the file metrics.token of the ' +
  'data directory. Other credentials do not open them.';
