import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import type { Refusal } from './refusal.ts';

/** Why a request was not let in, and what lets it in. */
export function accessRefusal(refusal: AccessRefusal): Refusal {
  switch (refusal.kind) {
    case 'no_credential':
      return unauthenticated(
        'The request has no credential. Send "Authorization: Basic" with a user and a password or an API ' +
          'key, "Authorization: Bearer" with an API key or a token, or X-Auth-Token.',
      );
    case 'bad_token':
      return unauthenticated('The API key or token is not known here.');
    case 'bad_password':
      return unauthenticated('The username or password is wrong.');
    case 'log_in_later': {
      const { retryAfterS } = refusal;
      const msg = `Too many log-ins have failed. Try again in ${retryAfterS} seconds.`;
      return { status: 429, msg, retryAfterS };
    }
    case 'token_expired':
      return unauthenticated('The token has expired. Log in again.');
    case 'malformed':
      return unauthenticated(
        `The credential cannot be read: ${refusal.detail}. Kerberos (Negotiate) is not spoken here.`,
      );
    case 'unknown_access_key':
      return unauthenticated(`The access key ${refusal.accessKey} is not known here.`);
    case 'bad_signature':
      return unauthenticated(
        'The signature is not that of this request. Compare the canonical request of the server ' +
          `with yours:\n${refusal.canonicalRequest}`,
      );
    case 'clock_off':
      return unauthenticated(
        `The request was signed at ${refusal.signedAt}, and here it is ${refusal.serverTime}.`,
      );
    case 'wrong_project':
      return forbidden('The credential is not for the project that X-Project-Id names.');
    case 'not_owner':
    case 'not_admin':
      return forbidden('This is for admins of the project, which you are not.');
    case 'not_permitted':
      return forbidden(
        `This takes the privilege ${refusal.privilege} on ` +
          `${refusal.queueName === null ? 'every queue' : `the queue ${refusal.queueName}`}, which ` +
          'you do not have. An admin of the project can grant it.',
      );
    case 'not_permitted_anywhere':
      return forbidden(
        `This takes the privilege ${refusal.privilege} on some queue, which you do not have.`,
      );
  }
}

function unauthenticated(msg: string): Refusal {
  return { status: 401, msg };
}

function forbidden(msg: string): Refusal {
  return { status: 403, msg };
}
