import type { Database } from '../database.ts';
import { countUnindexed, indexTexts, sliceLength } from './text-index.ts';

/**
 * Brings the index of texts up to the jobs, a full slice at a time: a slice costs much and a text in it
 * little. Fewer jobs than that are looked through by each search.
 * @returns to be called with each submit
 */
export function keepTextsIndexed(database: Database): () => void {
  // No fewer than are not in the index. The first submit looks whether the last run of the gateway, or an older
  // version, left many.
  let unindexed = sliceLength;
  let isRunning = false;
  const run = async () => {
    for (;;) {
      // What comes while it is counted counts twice, and never not at all.
      unindexed = 0;
      const left = await countUnindexed(database.reader, sliceLength);
      if (left < sliceLength) {
        unindexed += left;
        return;
      }
      await database.writeInBulk(indexTexts);
    }
  };
  const fill = () => {
    isRunning = true;
    run()
      // The store is being closed, or full: what is left is found without the index, and tried again.
      .catch(() => {})
      .finally(() => {
        isRunning = false;
        if (unindexed >= sliceLength) fill();
      });
  };
  return () => {
    unindexed += 1;
    if (unindexed >= sliceLength && !isRunning) fill();
  };
}
