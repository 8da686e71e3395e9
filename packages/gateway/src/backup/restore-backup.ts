import { existsSync, readdirSync } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { liesIn } from './lies-in.ts';
import { syncPath } from './sync-path.ts';
import {
  alongside,
  describeFile,
  filesIn,
  Manifest,
  manifestName,
  NoFileError,
} from './manifest.ts';
import { writeAside } from './write-aside.ts';

/** A backup cannot be restored. The message is one line for a person. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError';
}

export interface RestoreParts {
  /** The newest version of a data directory that this program knows. */
  readonly dataVersion: number;
  /**
   * Makes a copied state the first of a new history.
   * @returns how many live jobs it ended as lost
   * @throws RestoreError when it cannot be read, or not be brought to this version
   */
  renew(directory: string): Promise<number>;
}

export interface Restored {
  readonly directory: string;
  readonly madeAt: string;
  readonly lostJobs: number;
}

/**
 * Makes a data directory from a backup: checked byte by byte, written aside, and in its place only
 * when all is done.
 * @param directory not there yet, or empty
 * @throws RestoreError when the backup is not whole, or the place is taken
 */
export async function restoreBackup(
  parts: RestoreParts,
  backup: string,
  directory: string,
): Promise<Restored> {
  const manifest = await readManifest(backup, parts.dataVersion);
  refuseTaken(directory);
  // A link cannot be replaced by what it points to.
  const place = await placeOf(directory);
  await refuseInside(backup, place);
  await refuseOtherFiles(backup, manifest);
  return writeAside(place, async (aside) => {
    for (const { path } of manifest.files) await copyOne(backup, aside, path);
    // What was copied is what is checked, so that nothing can change between the two.
    for (const file of manifest.files) await refuseChanged(aside, file);
    const lostJobs = await parts.renew(aside);
    refuseTaken(directory);
    return { directory, madeAt: manifest.made_at, lostJobs };
  });
}

async function readManifest(backup: string, newest: number): Promise<Manifest> {
  let manifest: unknown;
  try {
    const path = join(backup, manifestName);
    // A read of a pipe would wait for ever.
    if (!(await lstat(path)).isFile()) throw new NoFileError(manifestName);
    manifest = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    throw new RestoreError(
      `${backup} is no backup: it has no ${manifestName} that can be read. A backup that was broken ` +
        'off has none',
    );
  }
  if (!Value.Check(Manifest, manifest)) {
    throw new RestoreError(`the ${manifestName} of ${backup} is damaged, or of a newer Sluice`);
  }
  const { files } = manifest;
  const without = ['state.db', ...alongside].find(
    (name) => !files.some(({ path, bytes }) => path === name && bytes > 0),
  );
  if (without !== undefined) {
    throw new RestoreError(`the ${manifestName} of ${backup} is damaged: it has no ${without}`);
  }
  if (manifest.data_version > newest) {
    throw new RestoreError(
      `the backup was made by Sluice ${manifest.sluice} (version ${manifest.data_version} of the ` +
        `directory), and this one knows versions up to ${newest}: restore it with the newer one`,
    );
  }
  return manifest;
}

function refuseTaken(directory: string): void {
  if (!existsSync(directory) || readdirSync(directory).length === 0) return;
  throw new RestoreError(
    `there is something in ${directory} already, and a restore replaces nothing: name another place ` +
      'by SLUICE_DATA_DIR, or move that one away',
  );
}

/** A backup with more files than it was made with is none. */
async function refuseInside(backup: string, place: string): Promise<void> {
  if (!liesIn(await realpath(backup), place)) return;
  throw new RestoreError(
    `${place} lies in the backup itself: name a place beside it by SLUICE_DATA_DIR`,
  );
}

/** Where it will be, whatever of its path is there already. */
async function placeOf(path: string): Promise<string> {
  return existsSync(path)
    ? realpath(path)
    : join(await placeOf(dirname(resolve(path))), basename(path));
}

async function refuseOtherFiles(backup: string, { files }: Manifest): Promise<void> {
  const known = new Set([...files.map(({ path }) => path), manifestName]);
  const found = new Set(await filesOf(backup));
  const missing = [...known].find((path) => !found.has(path));
  if (missing !== undefined) throw new RestoreError(`${missing} is missing in the backup`);
  const extra = [...found].find((path) => !known.has(path));
  if (extra !== undefined)
    throw new RestoreError(`${extra} was not there when the backup was made`);
}

async function filesOf(backup: string): Promise<string[]> {
  try {
    return await filesIn(backup);
  } catch (error) {
    if (!(error instanceof NoFileError)) throw error;
    throw new RestoreError(`${error.message}, and was not there when the backup was made`);
  }
}

/** A restore is ended with its process. */
const never = new AbortController().signal;

async function copyOne(backup: string, aside: string, path: string): Promise<void> {
  await mkdir(dirname(join(aside, path)), { recursive: true, mode: 0o700 });
  await copyFile(join(backup, path), join(aside, path));
  await syncPath(join(aside, path));
}

async function refuseChanged(aside: string, file: Manifest['files'][number]): Promise<void> {
  const { bytes, sha256 } = await describeFile(aside, file.path, never);
  if (bytes === file.bytes && sha256 === file.sha256) return;
  throw new RestoreError(`${file.path} is not as it was when the backup was made`);
}
