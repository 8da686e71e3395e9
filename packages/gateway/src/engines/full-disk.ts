import { statfs } from 'node:fs/promises';
import type { JobError } from '../core/job/ending.ts';
import type { BatchRoom } from './batch-room.ts';
import { readLogState, writeLogState } from './log-state.ts';

/** A disk with less than this is full for those who write more than a line. */
const leastFree = 64 * 1024;

export const diskFull: JobError = {
  code: 'resource',
  message: 'The disk has no room for the files of the batch. Make room, and submit it again.',
};

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/**
 * Looks whether the disk of a log is full, and notes that. What a program writes then does not come into its
 * log, and nobody but itself hears of it.
 * @returns when that was first seen; null: never
 */
export async function lookAtDisk(room: BatchRoom, now: () => number): Promise<number | null> {
  const state = readLogState(room);
  if (state.diskFullAt !== null || !(await isFull(room))) return state.diskFullAt;
  const diskFullAt = now();
  writeLogState(room, { ...readLogState(room), diskFullAt });
  return diskFullAt;
}

async function isFull(room: BatchRoom): Promise<boolean> {
  try {
    const { blocks, bavail, bsize } = await statfs(room.path);
    // A file system without a limit has no blocks.
    return blocks > 0 && bavail * bsize < leastFree;
  } catch {
    return false;
  }
}
