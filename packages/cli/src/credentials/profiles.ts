import { chmodSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SluiceContext } from '../sluice-context.ts';
import { CredentialError } from './credential-error.ts';
import type { Credential } from './credential.ts';
import { toCredential } from './credential-file.ts';
import { readJsonFile } from './read-json-file.ts';

/** Used where none is named. */
export const defaultProfile = 'default';

/** The file in which `sluice login` keeps credentials: `{"profiles": {NAME: {"url", "api_key", "project_id", "queue"}}}`. */
export function profilesFile({ process, homeDirectory }: SluiceContext): string {
  const { XDG_CONFIG_HOME } = process.env;
  return join(XDG_CONFIG_HOME || join(homeDirectory, '.config'), 'sluice', 'profiles.json');
}

/**
 * The profile of that name; null when there is none.
 * @throws CredentialError also for a file that others than its owner can read or write
 */
export function readProfile(file: string, name: string): Credential | null {
  const profiles = readProfiles(file);
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile === undefined) return null;
  demandPrivate(file);
  return toCredential(profile as Record<string, unknown>, `profile ${name} of ${file}`);
}

/** All profiles with their names, in the order of these. */
export function readAllProfiles(file: string): readonly [name: string, Credential][] {
  const names = Object.keys(readProfiles(file)).toSorted((one, other) => (one < other ? -1 : 1));
  return names.flatMap((name): [string, Credential][] => {
    const profile = readProfile(file, name);
    return profile ? [[name, profile]] : [];
  });
}

/** Forgets a profile, and says whether there was one. */
export function removeProfile(file: string, name: string): boolean {
  const profiles = readProfiles(file);
  if (!Object.hasOwn(profiles, name)) return false;
  const { [name]: _, ...others } = profiles;
  writeProfiles(file, others);
  return true;
}

/** Keeps the credential under the name, in place of the one that had it; the others stay. */
export function writeProfile(
  file: string,
  name: string,
  { url, apiKey, projectId, queue }: Credential,
): void {
  const profile = { url, api_key: apiKey, project_id: projectId, queue };
  writeProfiles(file, { ...readProfiles(file), [name]: profile });
}

function writeProfiles(file: string, profiles: Record<string, object>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  // Written aside: a full disk or a second login leaves the old file or the new one, never half of one.
  const aside = `${file}.${crypto.randomUUID()}`;
  try {
    writeFileSync(aside, `${JSON.stringify({ profiles }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(aside, 0o600);
    renameSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

function demandPrivate(file: string): void {
  const mode = statSync(file).mode & 0o777;
  if ((mode & 0o077) === 0) return;
  throw new CredentialError(
    `${file} has the mode ${mode.toString(8).padStart(4, '0')}, so that others could read its keys: ` +
      `run "chmod 600 ${file}", and "sluice server rotate-key" if somebody may have`,
  );
}

function readProfiles(file: string): Record<string, object> {
  const profiles = readJsonFile(file)?.['profiles'] ?? {};
  const isWellFormed =
    typeof profiles === 'object' && Object.values(profiles).every((one) => isObject(one));
  if (!isWellFormed) throw new CredentialError(`${file}: "profiles" must be an object of objects`);
  return profiles as Record<string, object>;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
