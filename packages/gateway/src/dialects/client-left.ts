import type { FastifyReply } from 'fastify';

/**
 * Aborts when the client goes before its answer has been sent, and when it has been. The request's own
 * signal will not do: it aborts as soon as a body has been read.
 */
export function clientLeft(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort(null));
  if (reply.raw.closed) left.abort(null);
  return left.signal;
}
