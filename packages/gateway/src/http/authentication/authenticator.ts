import type { FastifyRequest } from 'fastify';
import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import type { Principal } from '../../core/access/principal.ts';
import type { CredentialName } from '../../core/ports/audit-log.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import { apiKeyPrefix } from './new-secrets.ts';
import { malformed, parseSignature } from './parse-signature.ts';
import type { SecretBox } from './secret-box.ts';
import { hashSecret } from './secret-hash.ts';
import { toSignedRequest } from './signed-request.ts';
import { checkSigningTime, readSignedHeaders } from './signed-headers.ts';
import { type SignatureCase, verifySignature } from './verify-signature.ts';

/** Who a request says it speaks for, as far as its headers tell. */
export type Claim =
  | {
      readonly kind: 'proved';
      readonly principal: Principal;
      readonly credential: CredentialName;
    }
  /** Signed in the name of a known access key; the body, which comes later, belongs to the proof. */
  | {
      readonly kind: 'signed';
      readonly principal: Principal;
      readonly credential: CredentialName;
      readonly evidence: SignatureCase;
    }
  | { readonly kind: 'refused'; readonly refusal: AccessRefusal };

type RequestHead = Pick<FastifyRequest, 'headers' | 'raw'>;

/** Tells who sends a request, by a token, an API key or a signature (dli-api.md 1). */
export class Authenticator {
  readonly #identities: IdentityStore;
  readonly #secrets: SecretBox;
  readonly #clock: Clock;

  constructor(identities: IdentityStore, secrets: SecretBox, clock: Clock) {
    this.#identities = identities;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /**
   * Looks at the headers alone, so that nobody without a credential can have a body read.
   * @param acceptsBearer whether `Authorization: Bearer` counts here
   */
  async identify(request: RequestHead, acceptsBearer: boolean): Promise<Claim> {
    // The token comes first where there are both (dli-api.md 1).
    const token = request.headers['x-auth-token'];
    if (typeof token === 'string' && token !== '') return this.#byToken(token);

    const { authorization = '' } = request.headers;
    const [scheme = ''] = authorization.split(' ', 1);
    switch (scheme.toLowerCase()) {
      case '':
        return refused({ kind: 'no_credential' });
      case 'sdk-hmac-sha256':
        return this.#bySignature(authorization, request);
      case 'bearer':
        if (acceptsBearer) return this.#byBearer(authorization.slice(scheme.length).trim());
        return refused(malformed('Authorization: Bearer is not taken here, X-Auth-Token is'));
      default:
        return refused(malformed('the scheme of Authorization is not known here'));
    }
  }

  /** Ends what `identify` began, once the body is there. */
  prove(claim: Claim, body: Buffer): Exclude<Claim, { kind: 'signed' }> {
    if (claim.kind !== 'signed') return claim;
    const refusal = verifySignature(claim.evidence, body);
    if (refusal) return refused(refusal);
    return { kind: 'proved', principal: claim.principal, credential: claim.credential };
  }

  /**
   * Whether the credential of a request that was let in still lets in the same user, in the same role.
   * A signature is not checked again: it has been, and the time of its signing passes.
   */
  async stillLetsIn(
    { userId, projectId, role }: Principal,
    request: RequestHead,
    acceptsBearer: boolean,
  ): Promise<boolean> {
    const now = await this.#principalNow(request, acceptsBearer);
    return now?.userId === userId && now.projectId === projectId && now.role === role;
  }

  async #principalNow(request: RequestHead, acceptsBearer: boolean): Promise<Principal | null> {
    const { authorization = '', 'x-auth-token': token = '' } = request.headers;
    const signature = token === '' ? parseSignature(authorization) : null;
    if (signature && !('kind' in signature)) {
      return (await this.#identities.findByAccessKey(signature.accessKey))?.principal ?? null;
    }
    const claim = await this.identify(request, acceptsBearer);
    return claim.kind === 'refused' ? null : claim.principal;
  }

  async #byToken(token: string): Promise<Claim> {
    const hash = hashSecret(token);
    const known = await this.#identities.findByToken(hash);
    if (!known) return refused({ kind: 'bad_token' });
    if (known.expiresAt <= this.#clock.now()) return refused({ kind: 'token_expired' });
    return { kind: 'proved', principal: known.principal, credential: named('token', hash) };
  }

  async #byBearer(secret: string): Promise<Claim> {
    if (!secret.startsWith(apiKeyPrefix)) return this.#byToken(secret);
    const hash = hashSecret(secret);
    const principal = await this.#identities.findByApiKey(hash);
    if (!principal) return refused({ kind: 'bad_token' });
    return { kind: 'proved', principal, credential: named('api_key', hash) };
  }

  async #bySignature(authorization: string, { raw }: RequestHead): Promise<Claim> {
    const signature = parseSignature(authorization);
    if ('kind' in signature) return refused(signature);
    const request = toSignedRequest(raw);
    const signed = readSignedHeaders(request, signature);
    if ('kind' in signed) return refused(signed);
    const { accessKey } = signature;
    const known = await this.#identities.findByAccessKey(accessKey);
    if (!known) return refused({ kind: 'unknown_access_key', accessKey });
    const badTime = checkSigningTime(signed, this.#clock.now());
    if (badTime) return refused(badTime);
    const secretKey = this.#secrets.open(known.sealedSecret, accessKey);
    const evidence = { request, signature, signed, secretKey };
    const credential = { kind: 'access_key', id: accessKey } as const;
    return { kind: 'signed', principal: known.principal, credential, evidence };
  }
}

/** Enough of a hash to tell two secrets apart, and too little to find one. */
function named(kind: 'token' | 'api_key', hash: string): CredentialName {
  return { kind, id: hash.slice(0, 12) };
}

function refused(refusal: AccessRefusal): { readonly kind: 'refused'; refusal: AccessRefusal } {
  return { kind: 'refused', refusal };
}
