import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import type { Refusal } from './refusal.ts';

/** Why a request was not let in, and what lets it in. */
export function accessRefusal(refusal: AccessRefusal): Refusal {
  switch (refusal.kind) {
    case 'no_credential':
      return unauthenticated(
        'The request has no credential. Send "Authorization: Bearer" with an API key or a token, ' +
          'X-Auth-Token, or sign the request with an access key.',
      );
    case 'bad_token':
      return unauthenticated('The API key or token is not known here.');
    case 'bad_password':
      return unauthenticated('The username or password is wrong.');
    case 'log_in_later': {
      const { retryAfterS } = refusal;
      const detail = `Too many log-ins have failed. Try again in ${retryAfterS} seconds.`;
      return { code: 'unavailable', detail, retryAfterS };
    }
    case 'token_expired':
      return unauthenticated('The token has expired. Log in again.');
    case 'malformed':
      return unauthenticated(`The credential cannot be read: ${refusal.detail}`);
    case 'unknown_access_key':
      return unauthenticated(`The access key ${refusal.accessKey} is not known here.`);
    case 'bad_signature':
      return unauthenticated(
        'The signature is not that of this request. Compare the canonical request of the server ' +
          `with yours:\n${refusal.canonicalRequest}`,
      );
    case 'clock_off':
      return unauthenticated(
        `The request was signed at ${refusal.signedAt}, and here it is ${refusal.serverTime}. ` +
          'Set the clock right and sign again.',
      );
    case 'wrong_project':
      return { code: 'forbidden', detail: 'The credential is not for this project.' };
    case 'not_admin':
      return { code: 'forbidden', detail: 'This is for admins of the project, which you are not.' };
    case 'not_owner': {
      const { what, name, owner } = refusal;
      return {
        code: 'forbidden',
        detail: `The ${what} ${name} belongs to ${owner}. Only its owner or an admin of the project may do this.`,
      };
    }
    case 'not_permitted': {
      const where =
        refusal.queueName === null
          ? 'every queue of the project'
          : `the queue ${refusal.queueName}`;
      const grant =
        refusal.queueName === null
          ? 'Privileges are granted on one queue: name it; over all of them are operators and admins.'
          : 'An admin of the project can grant it.';
      return {
        code: 'forbidden',
        detail: `This takes the privilege ${refusal.privilege} on ${where}, which you do not have. ${grant}`,
      };
    }
    case 'not_permitted_anywhere':
      return {
        code: 'forbidden',
        detail:
          `This takes the privilege ${refusal.privilege} on some queue, and you have it on none. ` +
          'An admin of the project can grant it.',
      };
  }
}

function unauthenticated(detail: string): Refusal {
  return { code: 'unauthenticated', detail };
}
