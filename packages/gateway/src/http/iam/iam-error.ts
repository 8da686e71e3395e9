import { STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type AccessRefusal, AccessRefusedError } from '../../core/access/access-refused-error.ts';
import { UnavailableError } from '../../core/ports/unavailable-error.ts';
import { describeOverQuota } from '../../core/quotas/describe-over-quota.ts';
import { OverQuotaError } from '../../core/quotas/over-quota-error.ts';

/** Answers in the form of dli-api.md 2.1, IAM error. */
export function refuseAsIam(reply: FastifyReply, status: number, message: string): FastifyReply {
  const title = STATUS_CODES[status] ?? 'Error';
  return reply.code(status).send({ error: { code: status, message, title } });
}

export function answerIamError(
  error: FastifyError | AccessRefusedError | OverQuotaError | UnavailableError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof AccessRefusedError) {
    const { refusal } = error;
    if (refusal.kind === 'log_in_later') reply.header('retry-after', refusal.retryAfterS);
    return refuseAsIam(reply, statusOf(refusal), messageOf(refusal));
  }
  if (error instanceof OverQuotaError) {
    const { over } = error;
    if (over.retryAfterS !== null) reply.header('retry-after', String(over.retryAfterS));
    return refuseAsIam(reply, 429, describeOverQuota(over));
  }
  if (error instanceof UnavailableError) {
    request.log.error({ err: error }, 'an IAM request failed');
    reply.header('retry-after', String(error.retryAfterS));
    return refuseAsIam(reply, 503, error.told);
  }
  const [failed] = error.validation ?? [];
  if (failed) {
    const field = failed.instancePath.slice(1).replaceAll('/', '.') || 'body';
    return refuseAsIam(reply, 400, `The request is not valid: ${field} ${failed.message}.`);
  }
  const { statusCode = 500 } = error;
  if (statusCode >= 400 && statusCode < 500) return refuseAsIam(reply, statusCode, error.message);
  request.log.error({ err: error }, 'an IAM request failed');
  const message = `The server failed. Its log has the cause under ${request.id}.`;
  return refuseAsIam(reply, 500, message);
}

export function answerNoIamRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const [path] = request.url.split('?');
  return refuseAsIam(reply, 404, `There is nothing at ${request.method} ${path}.`);
}

function statusOf(refusal: AccessRefusal): number {
  switch (refusal.kind) {
    case 'wrong_project':
    case 'not_admin':
    case 'not_owner':
    case 'not_permitted':
    case 'not_permitted_anywhere':
      return 403;
    case 'log_in_later':
      return 429;
    case 'no_credential':
    case 'bad_token':
    case 'bad_password':
    case 'token_expired':
    case 'malformed':
    case 'unknown_access_key':
    case 'bad_signature':
    case 'clock_off':
      return 401;
  }
}

function messageOf(refusal: AccessRefusal): string {
  switch (refusal.kind) {
    case 'no_credential':
      return 'The request has no credential: send X-Auth-Token, or sign it.';
    case 'bad_token':
      return 'The token is not known here.';
    case 'bad_password':
      return 'The username or password is wrong.';
    case 'log_in_later':
      return `Too many log-ins have failed. Try again in ${refusal.retryAfterS} seconds.`;
    case 'token_expired':
      return 'The token has expired. Log in again.';
    case 'malformed':
      return `The credential cannot be read: ${refusal.detail}.`;
    case 'unknown_access_key':
      return `The access key ${refusal.accessKey} is not known here.`;
    case 'bad_signature': {
      const canonicalRequest = refusal.canonicalRequest.replaceAll('\n', '|');
      return `The signature is not that of this request, canonicalRequest:${canonicalRequest}`;
    }
    case 'clock_off':
      return `The request was signed at ${refusal.signedAt}, and here it is ${refusal.serverTime}.`;
    case 'wrong_project':
      return 'The credential is not for the project that the request names.';
    case 'not_admin':
    case 'not_owner':
      return 'This is for admins of the project.';
    case 'not_permitted':
    case 'not_permitted_anywhere':
      return `This takes the privilege ${refusal.privilege}.`;
  }
}
