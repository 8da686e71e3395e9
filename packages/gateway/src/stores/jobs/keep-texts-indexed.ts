import type { Database } from '../database.ts';
import { countUnindexed, indexTexts, sliceLength } from './text-index.ts';

/**
 * Brings the index of texts up to the jobs, a full slice at a time: a slice costs much and a text in it
 * little. Fewer jobs than that are looked through by each search.
 * @returns to be called with each submit
 */
export function keepTextsIndexed(database: Database): () => void {
  // The first submit looks whether the last run of the gateway, or an older version, left many.
  let submitted = sliceLength;
  let isRunning = false;
  const run = async () => {
    while ((await countUnindexed(database.reader, sliceLength)) === sliceLength) {
      await database.writeInBulk(indexTexts);
    }
  };
  return () => {
    submitted += 1;
    if (submitted < sliceLength || isRunning) return;
    submitted = 0;
    isRunning = true;
    run()
      // The store is being closed, or full: what is left is found without the index, and tried again.
      .catch(() => {})
      .finally(() => {
        isRunning = false;
      });
  };
}
