import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StartError } from './start-error.ts';

const program = fileURLToPath(new URL('../samples/load-samples.ts', import.meta.url));
const loadMs = 120_000;

/**
 * Loads the sample database into a project whose database file is not there yet, in a process of its
 * own: the one that runs users' SQL cannot read the files.
 * @throws StartError when they cannot be loaded, a full disk most often
 */
export async function loadSamplesFirst(
  databaseFile: string,
  storageVersion: string,
): Promise<void> {
  if (existsSync(databaseFile)) return;
  try {
    mkdirSync(dirname(databaseFile), { recursive: true, mode: 0o700 });
    await promisify(execFile)(process.execPath, [program, databaseFile, storageVersion], {
      timeout: loadMs,
    });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    const reason = stderr.trim().split('\n').at(-1) || message;
    throw new StartError(`cannot load the sample database: ${reason}`);
  }
}
