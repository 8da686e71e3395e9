import { randomBytes } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The key file is not there to be trusted. The message says what to do. */
export class KeyFileError extends Error {
  override readonly name = 'KeyFileError';
}

const keyBytes = 32;

/**
 * Reads the key under which secrets are sealed, and makes it when it is not there yet.
 * @param isInUse something was sealed under it already: another one would not open it
 * @returns 32 bytes
 * @throws KeyFileError when others than its owner may touch it, it is no such file, or it is lost
 */
export async function openKeyFile(path: string, isInUse: boolean): Promise<Buffer> {
  if (isInUse) return readKey(path);
  return (await createKey(path)) ?? readKey(path);
}

/** Null when there is one already. */
async function createKey(path: string): Promise<Buffer | null> {
  const file = await openNew(path);
  if (file === null) return null;
  const key = randomBytes(keyBytes);
  try {
    await writeDurably(file, key);
    await syncDirectory(dirname(path));
    return key;
  } catch (error) {
    // Half a key would be refused at every later start.
    await unlink(path);
    throw error;
  }
}

/** What is sealed under the key must not outlive it in a power cut. */
async function writeDurably(file: FileHandle, key: Buffer): Promise<void> {
  try {
    await file.write(key);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function openNew(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    throw error;
  }
}

async function openKept(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new KeyFileError(
      `the key file ${path} is gone. Secret keys are sealed under it, and what was committed is proved ` +
        'by it: put it back from a backup',
    );
  }
}

async function readKey(path: string): Promise<Buffer> {
  const file = await openKept(path);
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size !== keyBytes) {
      throw new KeyFileError(
        `the key file ${path} is not a file of ${keyBytes} bytes: restore it from a backup, or, ` +
          'if this was the first start, delete it',
      );
    }
    if ((stat.mode & 0o077) !== 0) {
      throw new KeyFileError(
        `the key file ${path} can be read or changed by others: run chmod 600 ${path}, and replace ` +
          'the secret keys if others had access',
      );
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}
