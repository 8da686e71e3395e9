import { readFileSync, writeFileSync } from 'node:fs';
import type { BatchRoom } from '../batch-room.ts';

/** What stands in the mark that is no beginning. */
const forbidden = 'forbidden';

/**
 * Whether the program of a try was begun. Where it was not, it cannot be from here on: whoever makes the
 * mark first decides (I7).
 */
export function hasBegunOrNeverWill(room: BatchRoom): boolean {
  try {
    writeFileSync(room.begunFile, forbidden, { flag: 'wx', mode: 0o600 });
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(room.begunFile, 'utf8') !== forbidden;
  }
}
