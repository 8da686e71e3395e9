import type { FastifyRequest } from 'fastify';
import type { AccessRefusal } from '../../core/access/access-refused-error.ts';
import type { Principal } from '../../core/access/principal.ts';
import type { CredentialName } from '../../core/ports/audit-log.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { IdentityStore } from '../../core/ports/identity-store.ts';
import { chooseProject } from '../iam/choose-project.ts';
import { BasicLogins } from './basic-logins.ts';
import { apiKeyPrefix } from './new-secrets.ts';
import { parseBasic } from './parse-basic.ts';
import { jobTokenPrefix, type JobTokens } from './job-tokens.ts';
import { malformed, parseSignature } from './parse-signature.ts';
import type { PasswordDoor } from './password-door.ts';
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

type RequestHead = Pick<FastifyRequest, 'headers' | 'raw' | 'ip'>;

/** A scheme of `Authorization` that counts where a dialect says so; signatures count everywhere. */
export type AuthScheme = 'bearer' | 'basic';

/** Tells who sends a request, by a token, an API key, a signature (dli-api.md 1) or a password. */
export class Authenticator {
  readonly #identities: IdentityStore;
  readonly #secrets: SecretBox;
  readonly #clock: Clock;
  readonly #basicLogins: BasicLogins;
  readonly #jobTokens: Pick<JobTokens, 'principalOf'> | null;

  constructor(
    identities: IdentityStore,
    secrets: SecretBox,
    clock: Clock,
    passwords: PasswordDoor,
    jobTokens: Pick<JobTokens, 'principalOf'> | null,
  ) {
    this.#jobTokens = jobTokens;
    this.#basicLogins = new BasicLogins(identities, passwords, clock);
    this.#identities = identities;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /**
   * Looks at the headers alone, so that nobody without a credential can have a body read.
   * @param accepts which schemes of `Authorization` count here
   */
  async identify(request: RequestHead, accepts: readonly AuthScheme[]): Promise<Claim> {
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
        if (accepts.includes('bearer')) return this.#byBearer(afterScheme(authorization));
        return refused(malformed('Authorization: Bearer is not taken here, X-Auth-Token is'));
      case 'basic':
        if (accepts.includes('basic')) return this.#byBasic(afterScheme(authorization), request);
        return refused(unknownScheme);
      default:
        return refused(unknownScheme);
    }
  }

  /**
   * Ends what `identify` began, once the body is there.
   * @param body `to_come` where the route itself compares it with the hash that was signed
   */
  prove(claim: Claim, body: Buffer | 'to_come'): Exclude<Claim, { kind: 'signed' }> {
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
    accepts: readonly AuthScheme[],
  ): Promise<boolean> {
    const now = await this.#principalNow(request, accepts);
    return now?.userId === userId && now.projectId === projectId && now.role === role;
  }

  async #principalNow(
    request: RequestHead,
    accepts: readonly AuthScheme[],
  ): Promise<Principal | null> {
    const { authorization = '', 'x-auth-token': token = '' } = request.headers;
    const signature = token === '' ? parseSignature(authorization) : null;
    if (signature && !('kind' in signature)) {
      return (await this.#identities.findByAccessKey(signature.accessKey))?.principal ?? null;
    }
    const claim = await this.identify(request, accepts);
    return claim.kind === 'refused' ? null : claim.principal;
  }

  async #byToken(token: string): Promise<Claim> {
    if (token.startsWith(jobTokenPrefix)) return this.#byJobToken(token);
    const hash = hashSecret(token);
    const known = await this.#identities.findByToken(hash);
    if (!known) return refused({ kind: 'bad_token' });
    if (known.expiresAt <= this.#clock.now()) return refused({ kind: 'token_expired' });
    return { kind: 'proved', principal: known.principal, credential: named('token', hash) };
  }

  async #byJobToken(token: string): Promise<Claim> {
    const principal = (await this.#jobTokens?.principalOf(token)) ?? null;
    if (!principal) return refused({ kind: 'bad_token' });
    const [, , , jobId = ''] = token.split('_');
    return { kind: 'proved', principal, credential: { kind: 'job_token', id: jobId } };
  }

  async #byBearer(secret: string): Promise<Claim> {
    if (!secret.startsWith(apiKeyPrefix)) return this.#byToken(secret);
    const hash = hashSecret(secret);
    const principal = await this.#identities.findByApiKey(hash);
    if (!principal) return refused({ kind: 'bad_token' });
    return { kind: 'proved', principal, credential: named('api_key', hash) };
  }

  async #byBasic(credentials: string, { headers, ip }: RequestHead): Promise<Claim> {
    const given = parseBasic(credentials);
    if (!given) return refused(malformed('Authorization: Basic takes user:password in base64'));
    const { user, password } = given;
    // A key tells its project too, and takes no time to check.
    if (password.startsWith(apiKeyPrefix)) {
      const claim = await this.#byBearer(password);
      const isHis = claim.kind === 'proved' && claim.principal.userName === user;
      return isHis ? claim : refused({ kind: 'bad_password' });
    }
    const answer = await this.#basicLogins.check(user, password, ip);
    if (answer.kind === 'wrong') return refused({ kind: 'bad_password' });
    if (answer.kind === 'later') {
      return refused({ kind: 'log_in_later', retryAfterS: answer.retryAfterS });
    }
    const projectId = headers['x-project-id'];
    const scope = typeof projectId === 'string' ? { project: { id: projectId } } : {};
    const choice = chooseProject(answer.entry.principals, scope);
    switch (choice.kind) {
      case 'not_his':
        return refused({ kind: 'wrong_project' });
      case 'several':
        return refused(malformed('the user has several projects: name one in X-Project-Id'));
      case 'chosen': {
        const credential = { kind: 'password', id: user } as const;
        return { kind: 'proved', principal: choice.principal, credential };
      }
    }
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

const unknownScheme = malformed('the scheme of Authorization is not known here');

function afterScheme(authorization: string): string {
  return authorization.slice(authorization.indexOf(' ') + 1).trim();
}

/** Enough of a hash to tell two secrets apart, and too little to find one. */
function named(kind: 'token' | 'api_key', hash: string): CredentialName {
  return { kind, id: hash.slice(0, 12) };
}

function refused(refusal: AccessRefusal): { readonly kind: 'refused'; refusal: AccessRefusal } {
  return { kind: 'refused', refusal };
}
