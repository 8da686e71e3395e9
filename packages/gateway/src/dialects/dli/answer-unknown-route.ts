import type { FastifyReply, FastifyRequest } from 'fastify';
import { whyNotSupported } from './not-supported.ts';
import { dliRefusal, gatewayRefusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** No such path, or not with this method (dli-api.md 2.3), or a call of the service that is not here. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const why = whyNotSupported(request.method, request.url);
  if (why !== null) return refuse(request, reply, dliRefusal('DLI.0007', why));
  const message = 'The API does not exist or has not been published in the environment';
  return refuse(request, reply, gatewayRefusal(404, 'APIGW.0101', message));
}
