import { lstat } from 'node:fs/promises';
import { removeWork } from './remove-work.ts';

/**
 * Removes a directory of a batch, then looks whether it is gone (I3).
 * @param told its path from the data directory on: where that lies is nothing to a client
 */
export async function releaseWork(
  directory: string,
  told: string,
): Promise<{ readonly isGone: boolean; readonly read: string }> {
  let why = '';
  try {
    await removeWork(directory);
  } catch (error) {
    // Only the look counts.
    why = `, ${(error as NodeJS.ErrnoException).code ?? 'not removed'}`;
  }
  try {
    await lstat(directory);
    return { isGone: false, read: `${told}: still there${why}` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    return { isGone: code === 'ENOENT', read: `${told}: ${code}` };
  }
}
