import { randomUUID } from 'node:crypto';
import { homeDomain } from '../core/access/home-domain.ts';
import type { Principal } from '../core/access/principal.ts';
import type { Bootstrap } from '../config/config.ts';
import {
  type Credential,
  credentialFile,
  readCredential,
  writeCredential,
} from './credential-file.ts';
import { StartError } from './start-error.ts';

/** Secrets of a new user. */
export interface NewSecrets {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly apiKey: string;
  readonly password: string;
}

/** What the bootstrap asks of the world. */
export interface BootstrapParts {
  hasMembers(): Promise<boolean>;
  enrol(principal: Principal, secrets: NewSecrets): Promise<void>;
  makeSecrets(): NewSecrets;
}

/**
 * Makes the first credential, user `admin` of domain `sluice`, as far as the settings leave it open.
 * Later starts find it again.
 * @throws StartError when the settings name another credential than the one that was made
 */
export async function bootstrap(
  dataDir: string,
  given: Bootstrap,
  parts: BootstrapParts,
): Promise<Credential> {
  const existing = readCredential(dataDir);
  const hasMembers = await parts.hasMembers();
  if (!existing && hasMembers) {
    throw new StartError(
      `${credentialFile(dataDir)} is gone, and the first credential was made long ago: restore the file`,
    );
  }
  if (existing) refuseOther(dataDir, existing, given);
  const credential = existing ?? makeCredential(given, parts.makeSecrets());
  // The file first: after a crash between the two, the next start still knows whom to enrol.
  if (!existing) writeCredential(dataDir, credential);
  if (!hasMembers) await parts.enrol(principalOf(credential), secretsOf(credential));
  return credential;
}

function makeCredential(given: Bootstrap, made: NewSecrets): Credential {
  return {
    url: '',
    project_id: given.projectId ?? newId(),
    access_key: given.accessKey ?? made.accessKey,
    secret_key: given.secretKey ?? made.secretKey,
    api_key: made.apiKey,
    user: 'admin',
    domain: homeDomain,
    password: given.password ?? made.password,
  };
}

function principalOf(credential: Credential): Principal {
  return {
    userId: newId(),
    userName: credential.user,
    domainId: newId(),
    domainName: credential.domain,
    projectId: credential.project_id,
    projectName: 'default',
    role: 'admin',
  };
}

function secretsOf(credential: Credential): NewSecrets {
  return {
    accessKey: credential.access_key,
    secretKey: credential.secret_key,
    apiKey: credential.api_key,
    password: credential.password,
  };
}

/** Nobody shall believe that a key was changed which was not. */
function refuseOther(dataDir: string, existing: Credential, given: Bootstrap): void {
  const pairs = [
    ['SLUICE_BOOTSTRAP_AK', given.accessKey, existing.access_key],
    ['SLUICE_BOOTSTRAP_SK', given.secretKey, existing.secret_key],
    ['SLUICE_BOOTSTRAP_PROJECT_ID', given.projectId, existing.project_id],
    ['SLUICE_BOOTSTRAP_PASSWORD', given.password, existing.password],
  ] as const;
  const other = pairs.find(([, wanted, kept]) => wanted !== null && wanted !== kept);
  if (other) {
    throw new StartError(
      `${other[0]} differs from the credential in ${credentialFile(dataDir)}: it counts at the first ` +
        'start only. Unset it, or start with a new data directory',
    );
  }
}

/** 32 hexadecimal digits, as ids of projects and users are in the field. */
function newId(): string {
  return randomUUID().replaceAll('-', '');
}
