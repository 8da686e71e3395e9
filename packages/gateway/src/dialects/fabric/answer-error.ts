import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefusedError } from '../../core/access/access-refused-error.ts';
import { UnavailableError } from '../../core/ports/unavailable-error.ts';
import { OverQuotaError } from '../../core/quotas/over-quota-error.ts';
import { describeInvalidRequest } from '../describe-invalid-request.ts';
import { accessRefusal } from './access-refusals.ts';
import { overQuota } from './over-quota.ts';
import { failed, invalid, notFound, type Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** Answers a request that something threw on, in the envelopes of fabric-api.md 3. */
export function answerError(
  error: FastifyError | AccessRefusedError | OverQuotaError | UnavailableError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOf(error, request);
  if (refusal.httpStatus >= 500) request.log.error({ err: error }, 'a Fabric request failed');
  return refuse(reply, refusal);
}

/** No such path, or not with this method. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path] = request.url.split('?');
  return refuse(reply, notFound(`There is nothing at ${request.method} ${path}.`));
}

function refusalOf(
  error: FastifyError | AccessRefusedError | OverQuotaError | UnavailableError,
  request: FastifyRequest,
): Refusal {
  if (error instanceof AccessRefusedError) return accessRefusal(error.refusal);
  if (error instanceof OverQuotaError) return overQuota(error.over);
  if (error instanceof UnavailableError) {
    const { told: message, retryAfterS } = error;
    return { httpStatus: 503, code: 'common.00000500', message, retryAfterS };
  }
  const [invalidField] = error.validation ?? [];
  if (invalidField) {
    const { validationContext: part = 'body' } = error;
    return invalid(describeInvalidRequest(part, invalidField, request.routeOptions.schema));
  }
  const why = `The server's log has the cause under ${request.id}.`;
  return knownRefusal(error) ?? failed(why);
}

/** What was wrong with a request before any route looked at it. */
function knownRefusal({ code, message, statusCode = 500 }: FastifyError): Refusal | null {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        httpStatus: 413,
        code: 'APIG.0201',
        message: 'Request entity too large: a body may have 12 MB',
      };
    case 'SLUICE_URL_TOO_LONG':
      return { httpStatus: 414, code: 'APIG.0201', message };
    case 'SLUICE_FOREIGN_HOST':
    case 'SLUICE_FOREIGN_ORIGIN':
      return { httpStatus: 403, code: 'APIG.0306', message };
    case 'SLUICE_BAD_URL':
    case 'SLUICE_BODY_NOT_JSON':
    case 'SLUICE_BODY_TOO_DEEP':
    case 'SLUICE_BODY_TOO_MANY_VALUES':
      return invalid(message);
  }
  if (statusCode < 400 || statusCode >= 500) return null;
  return { httpStatus: statusCode, code: 'APIG.0602', message };
}
