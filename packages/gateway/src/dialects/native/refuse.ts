import { STATUS_CODES } from 'node:http';
import { type Problem, problemStatuses } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Refusal } from './refusal.ts';

/** Sends a refusal as a problem (RFC 9457): the one place that spells errors of this dialect. */
export function refuse(
  request: Pick<FastifyRequest, 'id'>,
  reply: FastifyReply,
  { code, detail, about, retryAfterS }: Refusal,
): FastifyReply {
  const status = problemStatuses[code];
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
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  return reply.code(status).type('application/problem+json').send(problem);
}
