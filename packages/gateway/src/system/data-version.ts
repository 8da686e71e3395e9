import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sluiceVersion } from './sluice-version.ts';
import { StartError } from './start-error.ts';
import { writeWhole } from './write-whole.ts';

/**
 * The version of the data directory as a whole: what lies where, and in which formats. The tables of
 * `state.db` have one of their own, by their migrations. 1 was written by Sluice 0.1, without a file.
 */
export const dataVersion = 2;

const fileName = 'version.json';

interface DataVersion {
  readonly version: number;
  /** Which Sluice wrote it. */
  readonly sluice: string;
}

/**
 * Refuses a directory that a newer Sluice has written, before anything in it is touched.
 * @throws StartError naming both versions
 */
export function refuseNewerData(dataDir: string): void {
  const found = read(dataDir);
  if (!found || found.version <= dataVersion) return;
  throw new StartError(
    `the data directory ${dataDir} was written by Sluice ${found.sluice} (version ${found.version} of ` +
      `the directory), and this is Sluice ${sluiceVersion}, which knows versions up to ${dataVersion}: ` +
      'start the newer one, or restore a backup that was made before it',
  );
}

/** Whether a start has come so far as to write the directory. Sluice 0.1 left no note of it. */
export function isDataWritten(dataDir: string): boolean {
  return existsSync(join(dataDir, fileName));
}

/** Notes that this Sluice has written the directory. Whole or not at all. */
export function writeDataVersion(dataDir: string): void {
  const now: DataVersion = { version: dataVersion, sluice: sluiceVersion };
  const found = read(dataDir);
  if (found?.version === now.version && found.sluice === now.sluice) return;
  writeWhole(join(dataDir, fileName), `${JSON.stringify(now)}\n`);
}

function read(dataDir: string): DataVersion | null {
  const path = join(dataDir, fileName);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new StartError(`cannot read ${path}: ${(error as Error).message}`);
  }
  try {
    const { version, sluice } = JSON.parse(text) as Partial<DataVersion>;
    if (!Number.isInteger(version) || typeof sluice !== 'string') throw new Error('no version');
    return { version: version as number, sluice };
  } catch {
    throw new StartError(`${path} is damaged: restore it from a copy`);
  }
}
