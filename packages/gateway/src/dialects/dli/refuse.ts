import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from './envelope.ts';
import type { Refusal } from './refusal.ts';
import { toldIn } from './told-in.ts';

/** Sends a refusal in its envelope, in the language that is asked for. */
export function refuse(
  request: Pick<FastifyRequest, 'id' | 'headers'>,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  const { retryAfterS } = refusal;
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  return reply
    .code(refusal.httpStatus)
    .send(errorBody(toldIn(request.headers, refusal), request.id));
}
