import type { FastifyReply } from 'fastify';

/** Aborts when the connection of this answer is done with: sent, or left by the client before. */
export function clientLeft(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort(null));
  if (reply.raw.closed) left.abort(null);
  return left.signal;
}
