import type { FastifyReply } from 'fastify';

/**
 * Aborts when the client goes before its answer has been sent, and when it has been. The request's own
 * signal will not do: it aborts as soon as a body has been read.
 */
export function clientLeft(reply: FastifyReply): AbortSignal {
  return leftBy(reply).signal;
}

/**
 * The same, and when the gateway stops: who waits for what goes on after it is answered with what there is. Its
 * connection would be cut else.
 */
export function leftOrStopping(reply: FastifyReply): AbortSignal {
  const left = leftBy(reply);
  if (left.signal.aborted) return left.signal;
  const { stopping } = reply.server;
  // AbortSignal.any would cost more than all else of a wait, and an option `signal` a third of it.
  const stop = () => left.abort(null);
  stopping.addEventListener('abort', stop);
  reply.raw.once('close', () => stopping.removeEventListener('abort', stop));
  if (stopping.aborted) stop();
  return left.signal;
}

function leftBy(reply: FastifyReply): AbortController {
  const left = new AbortController();
  reply.raw.once('close', () => left.abort(null));
  if (reply.raw.closed) left.abort(null);
  return left;
}
