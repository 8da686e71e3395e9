import { constants, existsSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { CommitGate } from './commit-gate.ts';

const holdOnMs = 10_000;

/**
 * Copies the database while its gate is held: what lies there is what a kill at this moment would
 * leave, and a copy is opened as that would be. A file system that can shares the blocks.
 * @throws when the hold ran out before the copy was done: it may be of two moments
 */
export async function copyLake(gate: CommitGate, databaseFile: string, to: string): Promise<void> {
  if (!gate.isHeld) throw new Error('the database is not held');
  const holding = setInterval(() => gate.holdOn(holdOnMs), holdOnMs / 4);
  gate.holdOn(holdOnMs);
  try {
    await copyFile(databaseFile, to, constants.COPYFILE_FICLONE);
    const wal = `${databaseFile}.wal`;
    if (existsSync(wal)) await copyFile(wal, `${to}.wal`, constants.COPYFILE_FICLONE);
  } finally {
    clearInterval(holding);
  }
  if (!gate.isHeld) throw new Error('the hold of the database ran out while it was copied');
}
