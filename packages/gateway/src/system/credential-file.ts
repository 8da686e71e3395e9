import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.ts';
import { writeWhole } from './write-whole.ts';

/** The first credential, as it lies in the data directory for its owner and the command line. */
export interface Credential {
  /** Where the gateway listens; empty until it first does. */
  readonly url: string;
  readonly project_id: string;
  readonly access_key: string;
  readonly secret_key: string;
  readonly api_key: string;
  readonly user: string;
  readonly domain: string;
  readonly password: string;
}

export function credentialFile(dataDir: string): string {
  return join(dataDir, 'credential.json');
}

/** @returns null when none was made yet */
export function readCredential(dataDir: string): Credential | null {
  const path = credentialFile(dataDir);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StartError(`cannot read ${path}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text) as Credential;
  } catch {
    throw new StartError(`${path} is damaged: it is not JSON. Restore it from a copy`);
  }
}

/** Writes the file whole or not at all, readable by its owner alone. */
export function writeCredential(dataDir: string, credential: Credential): void {
  writeWhole(credentialFile(dataDir), `${JSON.stringify(credential, null, 2)}\n`);
}
