import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import { problem } from './problem.ts';

/**
 * Answers what is not HTTP, or is not sent in time. Node's error carries the bytes that came, and
 * with them any credential: it is not logged.
 */
export function answerClientError(
  error: { readonly code: string },
  socket: Socket,
  log: FastifyBaseLogger,
): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const requestId = randomUUID();
  const { status, detail } = whatWentWrong(error.code);
  log.info({ request_id: requestId, status, cause: error.code }, 'unreadable request');
  if (socket.writable) socket.write(rawAnswer(status, detail, requestId));
  socket.destroy();
}

function whatWentWrong(code: string): { status: number; detail: string } {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, detail: 'The request did not arrive in time.' };
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, detail: 'The URL and the headers of the request are too long.' };
    default:
      return { status: 400, detail: 'This is no request that HTTP knows.' };
  }
}

function rawAnswer(status: number, detail: string, requestId: string): string {
  const body = JSON.stringify(problem(status, detail, requestId));
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
