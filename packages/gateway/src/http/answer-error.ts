import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { problem } from './problem.ts';

/** Answers an error outside every dialect. What was thrown stays in the log. */
export function answerError(
  error: Pick<FastifyError, 'message' | 'statusCode'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { statusCode = 500 } = error;
  const isFault = statusCode < 400 || statusCode >= 500;
  if (isFault) request.log.error({ err: error }, 'a request failed');
  const detail = isFault
    ? `The server failed to carry out the request. Its log has the cause under ${request.id}.`
    : error.message;
  sendProblem(request, reply, isFault ? 500 : statusCode, detail);
}

/** An address that is nobody's. */
export function answerNoRoute(request: FastifyRequest, reply: FastifyReply): void {
  const [path] = request.url.split('?');
  sendProblem(request, reply, 404, `There is nothing at ${request.method} ${path}.`);
}

/** Answers what went wrong before a route was found, where no hook runs. */
export function answerFrameworkError(
  error: Pick<FastifyError, 'message' | 'statusCode'>,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.header('x-request-id', request.id);
  answerError(error, request, reply);
}

function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  detail: string,
): void {
  reply
    .code(status)
    .type('application/problem+json')
    .send(problem(status, detail, request.id));
}
