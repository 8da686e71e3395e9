import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import type { Privilege } from '../../core/access/privilege.ts';
import { dliRefusal, gatewayRefusal, type Refusal } from './refusal.ts';

/** Why a request was not let in, in the codes and texts of dli-api.md 2.3; 1.4 for privileges. */
export function accessRefusal(refusal: AccessRefusal): Refusal {
  switch (refusal.kind) {
    case 'no_credential':
      return unauthenticated('x-auth-token not found');
    case 'bad_token':
      return unauthenticated('decrypt token fail');
    case 'bad_password':
      return unauthenticated('the username or password is wrong');
    case 'log_in_later': {
      const { retryAfterS } = refusal;
      const message = `Too many log-ins have failed. Try again in ${retryAfterS} seconds.`;
      return { ...gatewayRefusal(429, 'APIGW.0308', message), retryAfterS };
    }
    case 'token_expired':
      return gatewayRefusal(401, 'APIGW.0307', 'The token must be updated');
    case 'malformed':
      return unauthenticated(refusal.detail);
    case 'unknown_access_key':
      return unauthenticated(`Get secretKey failed,ak:${refusal.accessKey},err:ak not exist`);
    case 'bad_signature': {
      const canonicalRequest = refusal.canonicalRequest.replaceAll('\n', '|');
      return unauthenticated(`verify aksk signature fail, canonicalRequest:${canonicalRequest}`);
    }
    case 'clock_off':
      return unauthenticated(
        `signature expired, signature time:${refusal.signedAt},server time:${refusal.serverTime}`,
      );
    case 'wrong_project':
      return gatewayRefusal(
        403,
        'APIGW.0302',
        'The IAM user is not authorized to access the API: ' +
          'the credential is not for the project that the request names',
      );
    case 'not_admin':
      return notPermitted('ALL', null);
    case 'not_owner': {
      const { what, name, owner } = refusal;
      return dliRefusal(
        'DLI.0003',
        `The ${what} ${name} belongs to ${owner}. Only its owner or an admin of the project may do this.`,
      );
    }
    case 'not_permitted':
      return notPermitted(refusal.privilege, refusal.queueName);
    case 'not_permitted_anywhere':
      return dliRefusal(
        'DLI.0003',
        `The user does not have the privilege ${refusal.privilege} on any queue of the project.`,
      );
  }
}

function unauthenticated(detail: string): Refusal {
  return gatewayRefusal(401, 'APIGW.0301', `Incorrect IAM authentication information: ${detail}`);
}

function notPermitted(privilege: Privilege | 'ALL', queueName: string | null): Refusal {
  const where = queueName === null ? 'the queues of the project' : `queues.${queueName}`;
  return dliRefusal('DLI.0003', `The user does not have the privilege ${privilege} on ${where}.`);
}
