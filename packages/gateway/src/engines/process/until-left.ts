import { watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from '../process-identity.ts';

/** How often one is looked at that is not our child, where nothing tells of its end. */
const lookEveryMs = 500;
/** How often, and how many times, after it wrote something: an end follows at once. */
const soonMs = 10;
const soonLooks = 20;

/**
 * Resolves when the first process of a batch that is not our child has ended.
 * @param recordFile what it writes to last
 */
export async function untilLeft(init: ProcessIdentity, recordFile: string): Promise<void> {
  while (isAlive(init)) {
    await written(recordFile);
    for (let looks = 0; looks < soonLooks && isAlive(init); looks++) {
      await pause(soonMs, undefined, { ref: false });
    }
  }
}

/** Or until it is time to look all the same. */
async function written(file: string): Promise<void> {
  const news = new AbortController();
  const watcher = watch(file, { persistent: false }, () => news.abort());
  watcher.on('error', () => {});
  try {
    await pause(lookEveryMs, undefined, { signal: news.signal, ref: false });
  } catch {
    // Something was written.
  } finally {
    watcher.close();
  }
}
