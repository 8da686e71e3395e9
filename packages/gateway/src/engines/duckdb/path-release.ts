import { lstat, rm } from 'node:fs/promises';
import { relative } from 'node:path';

/**
 * Removes a file or directory and what an engine leaves beside a file of its own. Nobody waits for it
 * elsewhere: a large file, or one of many parts, can take the file system seconds.
 */
export async function removePath(path: string): Promise<void> {
  for (const part of partsOf(path)) await rm(part, { recursive: true, force: true });
}

/**
 * Removes what it can, then looks whether all of it is gone, and says what was read (I3).
 * @param dataDir what was read is told from there on: where it lies is nothing to a client
 */
export async function releasePath(
  dataDir: string,
  path: string,
): Promise<{ readonly isGone: boolean; readonly read: string }> {
  try {
    await removePath(path);
  } catch {
    // Only the look counts.
  }
  for (const part of partsOf(path)) {
    const left = await readLeft(part);
    if (left !== null) return { isGone: false, read: `${relative(dataDir, part)}: ${left}` };
  }
  return { isGone: true, read: `${relative(dataDir, path)}: ENOENT` };
}

/** Null when it is gone. */
async function readLeft(path: string): Promise<string | null> {
  try {
    return `still there, ${(await lstat(path)).size} bytes`;
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? null : code;
  }
}

function partsOf(path: string): readonly string[] {
  return [path, `${path}.wal`, `${path}.tmp`];
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
