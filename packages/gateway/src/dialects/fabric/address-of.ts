import type { FastifyRequest } from 'fastify';

/** Where the client has reached the gateway. */
export function addressOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
  return `${protocol}://${host}`;
}
