import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Has clients of HTTP/1.0 see that an answer is cut (I11). Theirs ends with its connection, so that whoever ends that before
 * the answer is whole has to reset it.
 */
export function resetWhenCut(app: FastifyInstance): void {
  const answers = new WeakMap<Socket, Set<ServerResponse>>();
  app.addHook('onRequest', (request, reply, done) => {
    const { httpVersionMinor, socket } = request.raw;
    // Under TLS an end that was not announced is seen as such.
    if (httpVersionMinor > 0 || 'encrypted' in socket) return done();
    const own = answers.get(socket) ?? watch(socket);
    answers.set(socket, own);
    // Several where the client did not wait for the first.
    own.add(reply.raw);
    reply.raw.once('close', () => own.delete(reply.raw));
    done();
  });
}

/** @returns the answers that are not to be cut unseen */
function watch(socket: Socket): Set<ServerResponse> {
  const answers = new Set<ServerResponse>();
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    socket.destroy = destroy;
    // What has failed by itself is no end of its own.
    if (error || ![...answers].some(isUnsent)) return destroy(error);
    socket.resetAndDestroy();
    return socket;
  };
  // A client that says no more is taken for one that left, and may listen on. Node ends its connection then, after what
  // was written, and one that is ended cannot be reset.
  socket.prependListener('end', () => {
    if ([...answers].some(isUnwritten)) socket.destroy();
  });
  return answers;
}

function isUnwritten({ headersSent, writableEnded }: ServerResponse): boolean {
  return headersSent && !writableEnded;
}

/** Of what is written some may still wait for the system to take it. */
function isUnsent({ headersSent, writableFinished }: ServerResponse): boolean {
  return headersSent && !writableFinished;
}
