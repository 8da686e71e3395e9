import { closeSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';

/** A wait for a lock stops the whole process, so it is short. Only tools from outside hold one. */
const busyTimeoutMs = 1_000;

/** The connection that writes. The file is made if it is not there, for this user's eyes only. */
export function openWriter(path: string): BetterSqlite3.Database {
  // SQLite gives the files beside it the same mode.
  closeSync(openSync(path, 'a', 0o600));
  const connection = new BetterSqlite3(path, { timeout: busyTimeoutMs });
  try {
    const journalMode = connection.pragma('journal_mode = wal', { simple: true });
    if (journalMode !== 'wal') {
      throw new Error(
        `${path} is on a file system that SQLite's WAL cannot use: use a local disk.`,
      );
    }
    // I2: what is committed is on disk, also when the power fails.
    connection.pragma('synchronous = full');
    connection.pragma('foreign_keys = on');
    foldAsJavaScript(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * What a savepoint keeps of the pages that change goes to a file from 64 KiB on, which a single move of a job
 * passes. Only for small writes: what a migration sorts has no room in memory.
 */
export function keepSavepointsInMemory(connection: BetterSqlite3.Database): void {
  connection.pragma('temp_store = memory');
}

/** The connection that reads. Under WAL it sees the last commit and waits for nobody. */
export function openReader(path: string): BetterSqlite3.Database {
  const connection = new BetterSqlite3(path, { readonly: true, timeout: busyTimeoutMs });
  foldAsJavaScript(connection);
  return connection;
}

/** SQLite's own `lower` folds A to Z only. */
function foldAsJavaScript(connection: BetterSqlite3.Database): void {
  connection.function('lower', { deterministic: true }, (text: unknown) =>
    typeof text === 'string' ? text.toLowerCase() : text,
  );
}
