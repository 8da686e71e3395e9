import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncPath } from './sync-path.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Somebody who was told to stop may still make a last file. */
const removing = { recursive: true, force: true, maxRetries: 5 };

/**
 * Makes a directory that gets its name once it is whole and on disk. Nothing but an empty directory is
 * replaced by it.
 * @param write fills the directory that it is told, and has it on disk
 */
export async function writeAside<T>(
  directory: string,
  write: (aside: string) => Promise<T>,
): Promise<T> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeLeft(directory);
  const aside = join(parent, `${prefixOf(directory)}${randomUUID()}${suffix}`);
  await mkdir(aside, { mode: 0o700 });
  try {
    const written = await write(aside);
    await rename(aside, directory);
    await syncPath(parent);
    return written;
  } catch (error) {
    await rm(aside, removing);
    throw error;
  }
}

/** What an earlier try left that was killed. What is written aside for another name stays. */
async function removeLeft(directory: string): Promise<void> {
  const prefix = prefixOf(directory);
  for (const name of await readdir(dirname(directory))) {
    if (!name.startsWith(prefix) || !name.endsWith(suffix)) continue;
    if (!uuid.test(name.slice(prefix.length, -suffix.length))) continue;
    await rm(join(dirname(directory), name), removing);
  }
}

const suffix = '.partial';

function prefixOf(directory: string): string {
  return `.${basename(directory)}.`;
}
