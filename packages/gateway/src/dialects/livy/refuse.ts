import type { FastifyReply } from 'fastify';
import type { Refusal } from './refusal.ts';

/** Sends a refusal as `{"msg": …}`: the one place that spells errors of this dialect. */
export function refuse(reply: FastifyReply, { status, msg, retryAfterS }: Refusal): FastifyReply {
  // RFC 9110, 11.6.1: a 401 names how to log in.
  if (status === 401)
    reply.header(
      'www-authenticate',
      'Basic realm="sluice", charset="UTF-8", Bearer realm="sluice"',
    );
  if (retryAfterS !== undefined) reply.header('retry-after', String(retryAfterS));
  return reply.code(status).send({ msg });
}
