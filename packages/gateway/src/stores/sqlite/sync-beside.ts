import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type BetterSqlite3 from 'better-sqlite3';
import { CheckpointsBeside } from './checkpoints-beside.ts';

/**
 * Takes the waits for the disk off this thread: SQLite leaves out the sync of each commit from here on, and
 * whoever commits asks for it. What is not synced yet is lost when the power fails, but never torn: before
 * pages move from the write-ahead file to the database, and after it, SQLite syncs by itself.
 * @param connection the only one that writes
 */
export function syncBeside(connection: BetterSqlite3.Database): CommitDisk {
  connection.pragma('synchronous = normal');
  // It stays the same file as long as the connection is open, and SQLite holds no lock on it: the locks
  // are on the two files beside it, and closing any of their descriptors would release them.
  const file = openSync(`${connection.name}-wal`, 'r');
  const syncFile = promisify(fdatasync);
  const checkpoints = new CheckpointsBeside(connection);
  return {
    sync: async () => {
      await syncFile(file);
      checkpoints.committed();
    },
    ready: () => checkpoints.ready,
    [Symbol.asyncDispose]: async () => {
      await checkpoints[Symbol.asyncDispose]();
      closeSync(file);
    },
  };
}

/** How the commits of a connection come to be on disk. */
export type Syncing = (connection: BetterSqlite3.Database) => CommitDisk;

/** The disk, as whoever commits has to do with it. */
export interface CommitDisk extends AsyncDisposable {
  /** Has every commit that was made before the call on disk. */
  readonly sync: () => Promise<void>;
  /** Resolves when the next commit may begin; null: at once. */
  readonly ready: () => Promise<void> | null;
}
