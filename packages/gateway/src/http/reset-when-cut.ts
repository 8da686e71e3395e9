import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Has clients of HTTP/1.0 see that an answer is cut (I11). Theirs ends with its connection, so that whoever ends that before
 * the answer is whole has to reset it.
 */
export function resetWhenCut(app: FastifyInstance): void {
  const answers = new WeakMap<Socket, ServerResponse>();
  app.addHook('onRequest', (request, reply, done) => {
    const { httpVersionMinor, socket } = request.raw;
    // Under TLS an end that was not announced is seen as such.
    if (httpVersionMinor > 0 || 'encrypted' in socket) return done();
    const isKnown = answers.has(socket);
    answers.set(socket, reply.raw);
    if (!isKnown) watch(socket, () => isUnderWay(answers.get(socket)));
    done();
  });
}

function isUnderWay(answer: ServerResponse | undefined): boolean {
  return answer !== undefined && answer.headersSent && !answer.writableEnded;
}

function watch(socket: Socket, isCut: () => boolean): void {
  const destroy = socket.destroy.bind(socket);
  socket.destroy = (error) => {
    socket.destroy = destroy;
    // What has failed by itself is no end of its own.
    if (error || !isCut()) return destroy(error);
    socket.resetAndDestroy();
    return socket;
  };
}
