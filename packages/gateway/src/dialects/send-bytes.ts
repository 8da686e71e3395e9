import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Answers with bytes whose memory is used again: they are asked for only when the system has taken those before. What fails
 * at once is still thrown, and answered as an error. What fails later destroys the connection: the client sees that the
 * answer broke off (I11).
 */
export async function sendBytes(
  reply: FastifyReply,
  headers: Readonly<Record<string, string | number>>,
  pieces: AsyncIterable<Uint8Array>,
): Promise<void> {
  const rest = pieces[Symbol.asyncIterator]();
  let piece = await rest.next();
  // A stream takes what comes next before it has passed on what it has.
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(reply.statusCode, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...headers });
  try {
    while (!piece.done) {
      if (!(await isTaken(raw, piece.value))) return;
      piece = await rest.next();
    }
    raw.end();
  } catch (error) {
    // A client that has left, or a gateway that stops, ends what it was read from as well.
    if (!raw.destroyed) reply.log.warn({ err: error }, 'an answer broke off');
    raw.destroy();
  } finally {
    await rest.return?.();
  }
}

/** @returns whether the system has all of it now, or the client has left */
async function isTaken(answer: ServerResponse, bytes: Uint8Array): Promise<boolean> {
  if (answer.destroyed) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const leave = () => resolve(false);
  answer.once('close', leave);
  answer.write(bytes, (error) => {
    // It closes where that failed.
    if (!error) resolve(true);
  });
  const taken = await promise;
  answer.off('close', leave);
  return taken;
}
