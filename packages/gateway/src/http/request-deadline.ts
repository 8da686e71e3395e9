import type { FastifyInstance } from 'fastify';
import { answerClientError } from './answer-client-error.ts';

/** Times in milliseconds. */
export interface RequestDeadlines {
  /** For a request with its body. */
  readonly wholeMs: number;
  /** For a body that is taken as it comes: how long nothing of it may come. */
  readonly stallMs: number;
}

/**
 * Ends requests whose bodies do not come in time, with 408 (I9). Node's own deadline is one for all
 * requests, and would cut a large upload that makes progress.
 */
export function keepRequestDeadlines(
  app: FastifyInstance,
  { wholeMs, stallMs }: RequestDeadlines,
): void {
  app.addHook('onRequest', async ({ raw, routeOptions }, reply) => {
    const isToCome = raw.headers['transfer-encoding'] ?? raw.headers['content-length'] ?? '0';
    if (isToCome === '0') return;
    const { takesStream = false } = routeOptions.config;
    const { socket } = raw;
    let seen = socket.bytesRead;
    const look = () => {
      if (raw.complete) return;
      // What has come and is not taken yet waits for this gateway, not for its client.
      const isOnItsWay = takesStream && (socket.bytesRead > seen || raw.readableLength > 0);
      if (isOnItsWay) {
        seen = socket.bytesRead;
        timer.refresh();
      } else if (reply.sent) {
        // He has been refused, and his answer is on its way: there is no other.
        raw.destroy();
      } else {
        answerClientError(tooLate, socket, app.log);
      }
    };
    const timer = setTimeout(look, takesStream ? stallMs : wholeMs);
    raw.once('close', () => clearTimeout(timer));
  });
}

const tooLate = { code: 'ERR_HTTP_REQUEST_TIMEOUT' };
