import type { FastifyReply, FastifyRequest } from 'fastify';
import { gatewayRefusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** No such path, or not with this method (dli-api.md 2.3). */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const message = 'The API does not exist or has not been published in the environment';
  return refuse(request, reply, gatewayRefusal(404, 'APIGW.0101', message));
}
