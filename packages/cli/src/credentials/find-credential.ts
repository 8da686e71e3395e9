import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { GatewayFlags } from '../flags/common-flags.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { CredentialError } from './credential-error.ts';
import type { Credential } from './credential.ts';
import { readCredentialFile, toCredential } from './credential-file.ts';
import { defaultProfile, profilesFile, readProfile } from './profiles.ts';

/**
 * The first credential of: the flags, SLUICE_URL with SLUICE_API_KEY, the file SLUICE_CREDENTIALS, the
 * profile (SLUICE_PROFILE or "default"), and `.sluice/credential.json` here or in a directory above.
 * @throws CredentialError when there is none, or the first one cannot be used
 */
export function findCredential(
  context: SluiceContext,
  flags: Pick<GatewayFlags, 'credentials' | 'profile'>,
): Credential {
  const { SLUICE_CREDENTIALS, SLUICE_PROFILE } = context.process.env;
  const at = (file: string) => resolve(context.workingDirectory, file);
  const found =
    (flags.credentials && readCredentialFile(at(flags.credentials))) ||
    (flags.profile && namedProfile(context, flags.profile)) ||
    fromEnvironment(context) ||
    (SLUICE_CREDENTIALS && readCredentialFile(at(SLUICE_CREDENTIALS))) ||
    (SLUICE_PROFILE && namedProfile(context, SLUICE_PROFILE)) ||
    readProfile(profilesFile(context), defaultProfile) ||
    fromDirectoriesUpwards(context.workingDirectory);
  if (found) return found;
  throw new CredentialError(
    'no credential found: run this below the directory in which npm start has made ' +
      '.sluice/credential.json, or name such a file with --credentials FILE, or run ' +
      '"sluice login --url URL --api-key-stdin", or set SLUICE_URL and SLUICE_API_KEY',
  );
}

function namedProfile(context: SluiceContext, name: string): Credential {
  const file = profilesFile(context);
  const profile = readProfile(file, name);
  if (profile) return profile;
  throw new CredentialError(
    `there is no profile ${name} in ${file}: "sluice login --profile ${name}" makes it`,
  );
}

function fromEnvironment({ process }: SluiceContext): Credential | null {
  const { SLUICE_URL, SLUICE_API_KEY } = process.env;
  if (!SLUICE_URL && !SLUICE_API_KEY) return null;
  if (!SLUICE_URL) throw new CredentialError('SLUICE_API_KEY is set, but SLUICE_URL is not');
  if (!SLUICE_API_KEY) throw new CredentialError('SLUICE_URL is set, but SLUICE_API_KEY is not');
  return toCredential({ url: SLUICE_URL, api_key: SLUICE_API_KEY }, 'SLUICE_URL, SLUICE_API_KEY');
}

function fromDirectoriesUpwards(directory: string): Credential | null {
  const file = join(directory, '.sluice', 'credential.json');
  if (isOurs(file)) return readCredentialFile(file);
  const above = dirname(directory);
  return above === directory ? null : fromDirectoriesUpwards(above);
}

/** A file that somebody else has put in our way would send our statements to his server. */
function isOurs(file: string): boolean {
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  const user = process.getuid?.();
  return owner !== undefined && (owner === user || user === 0 || user === undefined);
}
