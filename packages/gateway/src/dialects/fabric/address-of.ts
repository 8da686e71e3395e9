import type { FastifyRequest } from 'fastify';

/** Where the client has reached the gateway. */
export function addressOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`;
}
