import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefusedError } from '../../core/access/access-refused-error.ts';
import { UnavailableError } from '../../core/ports/unavailable-error.ts';
import { OverQuotaError } from '../../core/quotas/over-quota-error.ts';
import { describeInvalidRequest } from '../describe-invalid-request.ts';
import { accessRefusal } from './access-refusal.ts';
import { overQuota } from './over-quota.ts';
import { invalid, type Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** Answers a request that something threw on. What was thrown stays in the log. */
export function answerError(
  error: FastifyError | AccessRefusedError | OverQuotaError | UnavailableError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalOf(error, request);
  // What failed because its client has left is no failure of ours.
  if (refusal.status >= 500 && !reply.raw.closed) {
    request.log.error({ err: error }, 'a Livy request failed');
  }
  return refuse(reply, refusal);
}

/** An address that this dialect does not have. */
export function answerNoRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path] = request.url.split('?');
  return refuse(reply, { status: 404, msg: `There is nothing at ${request.method} ${path}.` });
}

function refusalOf(
  error: FastifyError | AccessRefusedError | OverQuotaError | UnavailableError,
  request: FastifyRequest,
): Refusal {
  if (error instanceof AccessRefusedError) return accessRefusal(error.refusal);
  if (error instanceof OverQuotaError) return overQuota(error.over);
  if (error instanceof UnavailableError) {
    return { status: 503, msg: error.told, retryAfterS: error.retryAfterS };
  }
  const [failed] = error.validation ?? [];
  if (failed) {
    const { validationContext: part = 'body' } = error;
    return invalid(describeInvalidRequest(part, failed, request.routeOptions.schema));
  }
  return knownRefusal(error) ?? fault(request.id);
}

/** What was wrong with a request before any route looked at it. */
function knownRefusal({ code, message, statusCode = 500 }: FastifyError): Refusal | null {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return { status: 413, msg: 'The body of a request may have 12 MB.' };
    case 'SLUICE_URL_TOO_LONG':
      return { status: 414, msg: message };
    case 'SLUICE_FOREIGN_HOST':
    case 'SLUICE_FOREIGN_ORIGIN':
      return { status: 403, msg: message };
  }
  return statusCode >= 400 && statusCode < 500 ? invalid(message) : null;
}

function fault(requestId: string): Refusal {
  const msg = `The server failed to carry out the request. Its log has the cause under ${requestId}.`;
  return { status: 500, msg };
}
