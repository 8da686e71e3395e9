import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite3 from 'better-sqlite3';

// The program of the thread behind `checkpointsBeside`: with each message it moves the pages of the
// write-ahead file, which nobody reads there any more, into the database, and waits for nobody.

const connection = new BetterSqlite3(String(workerData));
connection.pragma('synchronous = normal');

parentPort?.on('message', () => {
  try {
    connection.pragma('wal_checkpoint(passive)');
  } catch {
    // The disk may be full, say. As within a commit, that is no failure: it is tried again later.
  }
  parentPort?.postMessage('done');
});
