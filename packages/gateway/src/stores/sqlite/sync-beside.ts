import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type BetterSqlite3 from 'better-sqlite3';

/**
 * Takes the sync of each commit off this thread: SQLite leaves it out from here on, and whoever commits
 * asks for it. A sync waits for the disk, and all else would wait with it. What is not synced yet is lost
 * when the power fails, but never torn: before pages move from the write-ahead file to the database, and
 * after it, SQLite syncs by itself.
 * @param connection the only one that writes
 */
export function syncBeside(connection: BetterSqlite3.Database): WalSync {
  connection.pragma('synchronous = normal');
  // It stays the same file as long as the connection is open, and SQLite holds no lock on it: the locks
  // are on the two files beside it, and closing any of their descriptors would release them.
  const file = openSync(`${connection.name}-wal`, 'r');
  const syncFile = promisify(fdatasync);
  return {
    sync: () => syncFile(file),
    [Symbol.dispose]: () => {
      closeSync(file);
    },
  };
}

/** How the commits of a connection come to be on disk. */
export type Syncing = (connection: BetterSqlite3.Database) => WalSync;

interface WalSync extends Disposable {
  /** Has every commit that was made before the call on disk. */
  readonly sync: () => Promise<void>;
}
