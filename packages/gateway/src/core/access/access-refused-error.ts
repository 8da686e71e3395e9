import type { Privilege } from './privilege.ts';

/** Why a request was not let in. Each dialect says it in its own envelope. */
export type AccessRefusal =
  | { readonly kind: 'no_credential' }
  | { readonly kind: 'bad_token' }
  | { readonly kind: 'token_expired' }
  /** The user or the password of a request. */
  | { readonly kind: 'bad_password' }
  /** Too many passwords were wrong, or are being checked: in whole seconds. */
  | { readonly kind: 'log_in_later'; readonly retryAfterS: number }
  /** The `Authorization` header, or the token, is not of a form that can be read. */
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'unknown_access_key'; readonly accessKey: string }
  /** The server's own canonical request, so that a client can compare. */
  | { readonly kind: 'bad_signature'; readonly canonicalRequest: string }
  /** `X-Sdk-Date` is more than 15 minutes off. Both times in `YYYYMMDDTHHMMSSZ`. */
  | { readonly kind: 'clock_off'; readonly signedAt: string; readonly serverTime: string }
  /** The credential is good, for another project than the path names. */
  | { readonly kind: 'wrong_project' }
  /** The route is for admins. */
  | { readonly kind: 'not_admin' }
  /** Another's, and he is no admin. */
  | ({ readonly kind: 'not_owner' } & Owned)
  /** He lacks a privilege; the queue is null where it takes the privilege on all of them. */
  | {
      readonly kind: 'not_permitted';
      readonly privilege: Privilege;
      readonly queueName: string | null;
    }
  /** He holds a privilege on no queue, and one would do. */
  | { readonly kind: 'not_permitted_anywhere'; readonly privilege: Privilege };

/** Something that only its owner and admins change. */
export interface Owned {
  readonly what: 'template' | 'variable' | 'resource' | 'resource group';
  readonly name: string;
  readonly owner: string;
}

export class AccessRefusedError extends Error {
  override readonly name = 'AccessRefusedError';
  readonly refusal: AccessRefusal;

  constructor(refusal: AccessRefusal) {
    super(`access refused: ${refusal.kind}`);
    this.refusal = refusal;
  }
}
