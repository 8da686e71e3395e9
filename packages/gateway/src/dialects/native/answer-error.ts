import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefusedError } from '../../core/access/access-refused-error.ts';
import { UnavailableError } from '../../core/ports/unavailable-error.ts';
import { UnwritableRowsError } from '../../core/ports/unwritable-rows-error.ts';
import { OverQuotaError } from '../../core/quotas/over-quota-error.ts';
import type { AllowedMethods } from '../allowed-methods.ts';
import { accessRefusal } from './access-refusal.ts';
import { invalidRequest } from './invalid-request.ts';
import { overQuota } from './over-quota.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

type Thrown =
  | FastifyError
  | AccessRefusedError
  | OverQuotaError
  | UnavailableError
  | UnwritableRowsError;

/** Answers a request that something threw on. What was thrown stays in the log. */
export function answerError(
  error: Thrown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOf(error, request);
  const isFault = refusal.code === 'internal' || error instanceof UnavailableError;
  // What failed because its client has left is no failure of ours.
  if (isFault && !reply.raw.closed) {
    request.log.error({ err: error }, 'a native request failed');
  }
  return refuse(request, reply, refusal);
}

/** Answers what is asked of an address that this dialect does not have, or not with this method (RFC 9110, 15.5.6). */
export function noRouteAnswer(
  methods: AllowedMethods,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const [path] = request.url.split('?');
    const allowed = methods.of(request).join(', ');
    if (allowed === '') {
      const detail = `There is nothing at ${request.method} ${path}.`;
      return refuse(request, reply, { code: 'not_found', detail });
    }
    const detail = `${path} is not asked with ${request.method}, but with ${allowed}.`;
    return refuse(request, reply.header('allow', allowed), { code: 'method_not_allowed', detail });
  };
}

function refusalOf(error: Thrown, request: FastifyRequest): Refusal {
  if (error instanceof AccessRefusedError) return accessRefusal(error.refusal);
  if (error instanceof OverQuotaError) return overQuota(error.over);
  if (error instanceof UnavailableError) {
    const { told: detail, retryAfterS } = error;
    return { code: 'unavailable', detail, retryAfterS };
  }
  if (error instanceof UnwritableRowsError) return unwritable(error.reason);
  const [failed] = error.validation ?? [];
  if (failed) {
    return invalidRequest(error.validationContext ?? 'body', failed, request);
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { code: 'body_too_large', detail: 'The body of a request may have 12 MB.' };
    case 'SLUICE_BODY_NOT_JSON':
      return { code: 'not_json', detail: 'The body of the request is not JSON in UTF-8.' };
    case 'SLUICE_FOREIGN_HOST':
    case 'SLUICE_FOREIGN_ORIGIN':
      return { code: 'forbidden', detail: error.message };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return { code: 'not_json', detail: 'The Content-Type must be application/json.' };
  }
  const { statusCode = 500 } = error;
  return statusCode >= 400 && statusCode < 500
    ? { code: 'invalid_request', detail: error.message }
    : fault(request.id);
}

function unwritable(reason: string): Refusal {
  return {
    code: 'not_supported',
    detail:
      `The values of this result cannot be written in the form that was asked for: ${reason}. ` +
      'Ask for application/json or application/jsonl in the header Accept.',
  };
}

function fault(requestId: string): Refusal {
  return {
    code: 'internal',
    detail: `The server failed to carry out the request. Its log has the cause under ${requestId}.`,
  };
}
