import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory with more files is not looked through to its end. */
const mostFiles = 100_000;

/**
 * The bytes of all files in a directory and below, as long as there are not too many; links are not
 * followed. What goes away meanwhile, and a directory that is not there, count nothing.
 */
export async function directorySize(directory: string): Promise<number> {
  let bytes = 0;
  let files = 0;
  const waiting = [directory];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for await (const entry of entriesOf(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else bytes += (await lstat(path).catch(() => null))?.size ?? 0;
      if (++files >= mostFiles) return bytes;
    }
  }
  return bytes;
}

async function* entriesOf(directory: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
