import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** A copy in one piece cannot be broken off: a larger file is not copied so. */
const onePieceBytes = 64 * 1_024 * 1_024;
const sliceBytes = 1_024 * 1_024;

/**
 * Copies a file to a place that is free, sharing the blocks where the file system can.
 * @throws when the signal comes first
 */
export async function copyUntil(stopped: AbortSignal, from: string, to: string): Promise<void> {
  stopped.throwIfAborted();
  const { size, mode } = await stat(from);
  if (size <= onePieceBytes) return copyFile(from, to, constants.COPYFILE_FICLONE);
  if (await sharesBlocks(from, to)) return;
  const reading = createReadStream(from, { highWaterMark: sliceBytes });
  await pipeline(reading, createWriteStream(to, { mode }), { signal: stopped });
}

async function sharesBlocks(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw error;
    return false;
  }
}
