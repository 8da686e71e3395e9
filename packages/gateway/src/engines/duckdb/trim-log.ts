import { copyFileSync, rmSync, statSync, truncateSync } from 'node:fs';

const longestBytes = 4 * 1_024 * 1_024;

/**
 * Moves a log that grew too long into the place of the one before, and takes that away once nothing
 * was written to it since `before`. The log is copied and emptied, since the host that writes it
 * holds the file itself open, to append.
 */
export function trimLog(file: string, before: number): void {
  const former = `${file}.1`;
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longestBytes) {
    copyFileSync(file, former);
    truncateSync(file);
  }
  for (const log of [former, file]) {
    const found = statSync(log, { throwIfNoEntry: false });
    if (!found || found.size === 0 || found.mtimeMs > before) continue;
    // The file that a host may hold open is emptied; nobody has the former one open.
    if (log === former) rmSync(log, { force: true });
    else truncateSync(log);
  }
}
