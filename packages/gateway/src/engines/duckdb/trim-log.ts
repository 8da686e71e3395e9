import { copyFile, rm, stat, truncate } from 'node:fs/promises';
import { ifThere } from './if-there.ts';

const longestBytes = 4 * 1_024 * 1_024;

/**
 * Moves a log that grew too long into the place of the one before, and takes that away once nothing
 * was written to it since `before`. The log is copied and emptied, since the host that writes it
 * holds the file itself open, to append.
 */
export async function trimLog(file: string, before: number): Promise<void> {
  const former = `${file}.1`;
  if (((await ifThere(stat(file)))?.size ?? 0) > longestBytes) {
    await copyFile(file, former);
    await truncate(file);
  }
  for (const log of [former, file]) {
    const found = await ifThere(stat(log));
    if (!found || found.size === 0 || found.mtimeMs > before) continue;
    // The file that a host may hold open is emptied; nobody has the former one open.
    if (log === former) await rm(log, { force: true });
    else await truncate(log);
  }
}
