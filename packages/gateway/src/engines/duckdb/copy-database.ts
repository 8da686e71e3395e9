import { constants, existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';

/** Copies a database that nobody changes, with its write-ahead file. */
export async function copyDatabase(
  from: string,
  to: string,
  copy: (from: string, to: string) => Promise<void> = copyInOne,
): Promise<void> {
  for (const end of ['', '.wal']) {
    if (existsSync(from + end)) await copy(from + end, to + end);
  }
}

/** The fastest way that there is. */
function copyInOne(from: string, to: string): Promise<void> {
  return copyFile(from, to, constants.COPYFILE_FICLONE);
}
