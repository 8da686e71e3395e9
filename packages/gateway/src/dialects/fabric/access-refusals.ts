import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import { type Refusal, serviceCodes } from './refusal.ts';

/** Why a request was not let in (fabric-api.md 3.1, 3.2; 15, 28). */
export function accessRefusal(refusal: AccessRefusal): Refusal {
  switch (refusal.kind) {
    case 'no_credential':
    case 'bad_token':
    case 'token_expired':
      return {
        httpStatus: 401,
        code: 'APIG.1002',
        message: 'Incorrect token or token resolution failed',
      };
    case 'bad_password':
      return badSignature('the username or password is wrong');
    case 'log_in_later': {
      const { retryAfterS } = refusal;
      const message = `Too many log-ins have failed. Try again in ${retryAfterS} seconds.`;
      return { httpStatus: 429, code: 'APIG.0308', message, retryAfterS };
    }
    case 'malformed':
      return badSignature(refusal.detail);
    case 'unknown_access_key':
      return badSignature(`Get secretKey failed,ak:${refusal.accessKey},err:ak not exist`);
    case 'bad_signature': {
      const canonicalRequest = refusal.canonicalRequest.replaceAll('\n', '|');
      return badSignature(`verify aksk signature fail, canonicalRequest:${canonicalRequest}`);
    }
    case 'clock_off':
      return badSignature(
        `signature expired, signature time:${refusal.signedAt},server time:${refusal.serverTime}`,
      );
    case 'wrong_project':
      return { httpStatus: 403, code: '403', message: 'X-Auth-Token is invalid in the request' };
    case 'not_owner':
    case 'not_admin':
      return notPermitted('it is for admins of the project.');
    case 'not_permitted': {
      const { privilege, queueName } = refusal;
      const where = queueName === null ? 'the endpoints of the project' : `endpoint ${queueName}`;
      return notPermitted(`it takes the privilege ${privilege} on ${where}.`);
    }
    case 'not_permitted_anywhere':
      return notPermitted(`it takes the privilege ${refusal.privilege} on some endpoint.`);
  }
}

function badSignature(detail: string): Refusal {
  const message = `Incorrect IAM authentication information: ${detail}`;
  return { httpStatus: 401, code: 'APIG.0301', message };
}

function notPermitted(why: string): Refusal {
  const message = `The user may not do this: ${why}`;
  return { httpStatus: 403, code: serviceCodes.notPermitted, message };
}
