import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from '../allowed-methods.ts';
import { whyNotSupported } from './not-supported.ts';
import { dliRefusal, gatewayRefusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/**
 * Answers what is asked of no path of the service, or not with this method: both are 404, each with its
 * words (dli-api.md 2.3). A call of the service that is not here is said to be one.
 */
export function unknownRouteAnswer(
  methods: AllowedMethods,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const why = whyNotSupported(request.method, request.url);
    if (why !== null) return refuse(request, reply, dliRefusal('DLI.0007', why));
    const isKnown = methods.of(request).length > 0;
    const more = isKnown ? '' : ' or has not been published in the environment';
    return refuse(
      request,
      reply,
      gatewayRefusal(404, 'APIGW.0101', `The API does not exist${more}`),
    );
  };
}
