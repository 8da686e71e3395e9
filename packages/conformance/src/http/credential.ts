import { readFileSync } from 'node:fs';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { UsageError } from '../usage-error.ts';

/** What a credential file may have; `credential.json` of a Sluice data directory is one. */
const CredentialFile = Type.Object({
  token: Type.Optional(Type.String()),
  access_key: Type.Optional(Type.String()),
  secret_key: Type.Optional(Type.String()),
  security_token: Type.Optional(Type.String()),
  api_key: Type.Optional(Type.String()),
  user: Type.Optional(Type.String()),
  password: Type.Optional(Type.String()),
  project_id: Type.Optional(Type.String()),
});
type CredentialFile = Static<typeof CredentialFile>;

/** How a request says who asks. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'bearer'; readonly key: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | {
      readonly kind: 'aksk';
      readonly accessKey: string;
      readonly secretKey: string;
      readonly securityToken?: string;
    };
export type CredentialKind = Credential['kind'];
export const credentialKinds = ['token', 'aksk', 'bearer', 'basic', 'none'] as const;

/** A credential, and the project that its file names. */
export interface Identity {
  readonly credential: Credential;
  readonly projectId: string | null;
}

/**
 * Takes the first kind that the content has everything for, in the order given.
 * @throws UsageError when there is none
 */
export function toIdentity(content: CredentialFile, order: readonly CredentialKind[]): Identity {
  for (const kind of order) {
    const credential = ofKind(kind, content);
    if (credential) return { credential, projectId: content.project_id ?? null };
  }
  throw new UsageError(`the credential has nothing for ${order.join(', ')}`);
}

/** @throws UsageError when the file cannot be read or is no credential */
export function readCredentialFile(path: string): CredentialFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`cannot read the credential ${path}: ${(error as Error).message}`);
  }
  if (Value.Check(CredentialFile, content)) return content;
  throw new UsageError(`${path} is no credential: every member of it must be a text`);
}

/** The same, from the environment. */
export function readCredentialEnvironment(env: NodeJS.ProcessEnv): CredentialFile {
  const named: [keyof CredentialFile, string | undefined][] = [
    ['token', env['CONFORMANCE_TOKEN']],
    ['access_key', env['CONFORMANCE_ACCESS_KEY']],
    ['secret_key', env['CONFORMANCE_SECRET_KEY']],
    ['security_token', env['CONFORMANCE_SECURITY_TOKEN']],
    ['api_key', env['CONFORMANCE_BEARER']],
    ['user', env['CONFORMANCE_USER']],
    ['password', env['CONFORMANCE_PASSWORD']],
    ['project_id', env['CONFORMANCE_PROJECT_ID']],
  ];
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

function ofKind(kind: CredentialKind, content: CredentialFile): Credential | null {
  const { token, access_key, secret_key, security_token, api_key, user, password } = content;
  switch (kind) {
    case 'none':
      return { kind };
    case 'token':
      return token === undefined ? null : { kind, token };
    case 'bearer':
      return api_key === undefined ? null : { kind, key: api_key };
    case 'basic':
      return user === undefined || password === undefined ? null : { kind, user, password };
    case 'aksk':
      if (access_key === undefined || secret_key === undefined) return null;
      return {
        kind,
        accessKey: access_key,
        secretKey: secret_key,
        ...(security_token !== undefined && { securityToken: security_token }),
      };
  }
}
