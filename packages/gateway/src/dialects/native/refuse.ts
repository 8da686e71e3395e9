import { STATUS_CODES } from 'node:http';
import type { Problem, ProblemCode } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from './refusal.ts';

/** Sends a refusal as a problem (RFC 9457): the one place that spells errors of this dialect. */
export function refuse(
  request: Pick<FastifyRequest, 'id'>,
  reply: FastifyReply,
  { code, detail, about }: Refusal,
): FastifyReply {
  const status = httpStatuses[code];
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? code,
    status,
    code,
    detail,
    request_id: request.id,
    ...about,
  };
  // RFC 9110, 11.6.1: a 401 names how to log in.
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="sluice"');
  return reply.code(status).type('application/problem+json').send(problem);
}

const httpStatuses: Record<ProblemCode, number> = {
  not_found: 404,
  invalid_request: 400,
  no_queue: 400,
  no_engine: 400,
  queue_exists: 409,
  key_taken: 409,
  syntax_error: 400,
  semantic_error: 400,
  not_supported: 400,
  forbidden_object: 403,
  result_not_ready: 409,
  no_result: 409,
  already_ended: 409,
  unauthenticated: 401,
  forbidden: 403,
  body_too_large: 413,
  not_json: 400,
  unavailable: 503,
  internal: 500,
};
