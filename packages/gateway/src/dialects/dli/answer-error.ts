import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefusedError } from '../../core/access/access-refused-error.ts';
import { UnavailableError } from '../../core/ports/unavailable-error.ts';
import { OverQuotaError } from '../../core/quotas/over-quota-error.ts';
import { accessRefusal } from './access-refusals.ts';
import { describeInvalidRequest } from '../describe-invalid-request.ts';
import { overQuota } from './over-quota.ts';
import { gatewayRefusal, invalid, type Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

type Thrown = FastifyError | AccessRefusedError | OverQuotaError | UnavailableError;

/** Answers a request that something threw on, in the envelopes of dli-api.md 2.1. */
export function answerError(
  error: Thrown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOf(error, request);
  if (refusal.httpStatus >= 500) request.log.error({ err: error }, 'a DLI request failed');
  return refuse(request, reply, refusal);
}

function refusalOf(error: Thrown, request: FastifyRequest): Refusal {
  if (error instanceof AccessRefusedError) return accessRefusal(error.refusal);
  if (error instanceof OverQuotaError) return overQuota(error.over);
  if (error instanceof UnavailableError) {
    const { told: message, retryAfterS } = error;
    // By its status a fault of the server, as below: who polls must not take it for "not there".
    return { httpStatus: 503, code: 'DLI.0999', message, retryAfterS };
  }
  const [invalidField] = error.validation ?? [];
  if (invalidField) {
    const { validationContext: part = 'body' } = error;
    return invalid(describeInvalidRequest(part, invalidField, request.routeOptions.schema));
  }
  return knownRefusal(error) ?? fault(request.id);
}

/** What was wrong with a request before any route looked at it. */
function knownRefusal({ code, message, statusCode = 500 }: FastifyError): Refusal | null {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return gatewayRefusal(413, 'APIGW.0201', 'Request entity too large: a body may have 12 MB');
    case 'SLUICE_URL_TOO_LONG':
      return gatewayRefusal(414, 'APIGW.0201', message);
    case 'SLUICE_FOREIGN_HOST':
    case 'SLUICE_FOREIGN_ORIGIN':
      return gatewayRefusal(403, 'APIGW.0306', message);
    case 'SLUICE_BAD_URL':
    case 'SLUICE_BODY_NOT_JSON':
    case 'SLUICE_BODY_TOO_DEEP':
    case 'SLUICE_BODY_TOO_MANY_VALUES':
      return invalid(message);
  }
  if (statusCode < 400 || statusCode >= 500) return null;
  return gatewayRefusal(statusCode, 'APIGW.0602', message);
}

/**
 * A defect of the server says so by its HTTP status. DLI.0999 came with 500 before it came with 400
 * (dli-api.md 5, 31), and a client that polls after a cancel takes a 400 for "the job is gone".
 */
function fault(requestId: string): Refusal {
  return {
    httpStatus: 500,
    code: 'DLI.0999',
    message: `The server failed to carry out the request. Its log has the cause under ${requestId}.`,
  };
}
