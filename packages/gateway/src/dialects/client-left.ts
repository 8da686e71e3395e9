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

/**
 * The same, and when the gateway stops: who waits for what goes on after it is answered with what there is. Its
 * connection would be cut else.
 */
export function leftOrStopping(reply: FastifyReply): AbortSignal {
  return AbortSignal.any([clientLeft(reply), reply.server.stopping]);
}
