import type { FastifyReply } from 'fastify';
import type { Refusal } from './refusal.ts';

const longestMessage = 4_096;

/** Sends a refusal in its envelope (fabric-api.md 3.1). */
export function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { httpStatus, retryAfterS } = refusal;
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  return reply.code(httpStatus).send(errorBody(refusal));
}

function errorBody({ code, message: whole }: Refusal) {
  const message = whole.slice(0, longestMessage);
  if (code !== '403') return { error_code: code, error_msg: message };
  const title = 'Forbidden';
  return { error: { code, message, title }, error_code: 403, error_msg: message, title };
}
