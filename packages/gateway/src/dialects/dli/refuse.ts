import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './envelope.ts';
import type { Refusal } from './refusal.ts';

/** Sends a refusal in its envelope. */
export function refuse(
  request: Pick<FastifyRequest, 'id'>,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  const { retryAfterS } = refusal;
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  return reply.code(refusal.httpStatus).send(errorBody(refusal, request.id));
}
