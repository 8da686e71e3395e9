import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, realpath, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FileName, topBucket } from '../../core/files/file-name.ts';

/** Where a project's files lie. Both on one disk, so that a rename is one step. */
export interface BucketDirectories {
  /** A bucket is a directory in it. SQL reaches it. */
  readonly bucketDir: string;
  /** What is on its way. SQL does not reach it. */
  readonly uploadsDir: string;
}

/** The directory of a bucket; nothing says that it is there. */
export function directoryOf(bucketDir: string, bucket: string): string {
  return bucket === topBucket ? bucketDir : join(bucketDir, bucket);
}

function pathOf(bucketDir: string, { bucket, key }: FileName): string {
  return join(directoryOf(bucketDir, bucket), ...key.split('/'));
}

/** How often a file may be replaced just as it is opened. */
const mostTries = 50;

/**
 * Opens a file for reading. A link on the way is not followed: what it names is not the project's.
 * Null where there is no such file.
 */
export async function openBeneath(bucketDir: string, file: FileName): Promise<FileHandle | null> {
  const root = await ifThere(realpath(bucketDir));
  if (root === null) return null;
  const path = pathOf(root, file);
  for (let tries = 0; tries < mostTries; tries++) {
    const opened = await openPath(path);
    if (opened !== 'replaced') return opened;
  }
  return null;
}

async function openPath(path: string): Promise<FileHandle | null | 'replaced'> {
  // A FIFO would let the open wait for ever.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await ifThere(open(path, flags));
  if (handle === null) return null;
  try {
    // Looked at after the open: what came to the path meanwhile is not what is open.
    const [opened, there] = await Promise.all([
      handle.stat({ bigint: true }),
      ifThere(lstat(path, { bigint: true })),
    ]);
    const isIt = opened.isFile() && there?.ino === opened.ino && there.dev === opened.dev;
    if (isIt && (await ifThere(realpath(path))) === path) return handle;
    await handle.close();
    return !isIt && opened.isFile() && there?.isFile() === true ? 'replaced' : null;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export type ReadyPlace =
  | { readonly kind: 'ready'; readonly path: string; readonly isNew: boolean }
  | { readonly kind: 'in_the_way'; readonly key: string };

/**
 * Makes the directories above a file, and says whether it can be put there. No link is followed.
 * @throws ENOENT where somebody takes them away meanwhile
 */
export async function preparePlace(bucketDir: string, file: FileName): Promise<ReadyPlace> {
  await mkdir(bucketDir, { recursive: true, mode: 0o700 });
  const root = await realpath(bucketDir);
  const path = pathOf(root, file);
  const parts = path.slice(root.length + 1).split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const directory = join(root, ...parts.slice(0, depth));
    const isMade = await mkdir(directory, { mode: 0o700 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    // One that was there may be gone by now.
    if (!isMade && !(await lstat(directory)).isDirectory()) {
      return { kind: 'in_the_way', key: parts.slice(1, depth).join('/') || file.bucket };
    }
  }
  const there = await ifThere(lstat(path));
  if (there && !there.isFile()) return { kind: 'in_the_way', key: file.key };
  return { kind: 'ready', path, isNew: there === null };
}

/** Finds a file without opening it, for what is done to its name. Null where there is none. */
export async function findBeneath(bucketDir: string, file: FileName): Promise<string | null> {
  const root = await ifThere(realpath(bucketDir));
  if (root === null) return null;
  const path = pathOf(root, file);
  if (!(await ifThere(lstat(path)))?.isFile()) return null;
  return (await ifThere(realpath(path))) === path ? path : null;
}

/** Takes the directories above a file that was deleted away, as far as they are empty; a bucket stays. */
export async function pruneAbove(bucketDir: string, { bucket, key }: FileName): Promise<void> {
  const parts = key.split('/').slice(0, -1);
  for (; parts.length > 0; parts.pop()) {
    const isGone = await rmdir(join(directoryOf(bucketDir, bucket), ...parts)).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

/** Returns when what was renamed is on disk under its new name. */
export async function syncDirectoryOf(path: string): Promise<void> {
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Null where nothing is there, or something on the way is no directory or a link. */
export async function ifThere<Found>(finding: Promise<Found>): Promise<Found | null> {
  try {
    return await finding;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO'].includes(code)) return null;
    throw error;
  }
}
