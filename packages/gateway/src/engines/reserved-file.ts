import { closeSync, constants, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';

/**
 * Takes the room of a small file that is written when the disk may be full, and fills it with spaces. What is
 * written there later lies over these, so that it needs no more of the disk.
 * @param bytes how much will be written, at most
 */
export async function reserveFile(path: string, bytes: number): Promise<void> {
  await writeFile(path, ' '.repeat(bytes), { mode: 0o600 });
}

/**
 * Writes over the beginning of such a file, and makes it where nobody did. Synchronous, and of a few bytes:
 * nobody here reads it half written.
 */
export function writeReserved(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600);
  try {
    writeSync(file, text, 0);
  } finally {
    closeSync(file);
  }
}

/** Gives back the room of such a file that was not needed. */
export async function shrinkReserved(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const text = await readFile(path);
  await truncate(path, text.lastIndexOf('\n') + 1);
}

/** Its whole lines: one that was cut off counts as not written. None where there is no file. */
export function reservedLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}
