import BetterSqlite3 from 'better-sqlite3';
import { StoreInUseError } from '../store-in-use-error.ts';

/**
 * Keeps other gateways away from a state file while this process lives. The lock is a transaction of
 * SQLite's on a file beside it: the operating system takes it back from a killed process, too. On the
 * state file itself it would shut out our own reader, and every look from outside.
 * @throws StoreInUseError when it is held already
 */
export function lockStore(path: string): Disposable {
  const lock = new BetterSqlite3(`${path}.lock`, { timeout: 0 });
  try {
    // Nothing is ever written to it, so it needs no journal beside it.
    lock.pragma('journal_mode = memory');
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new StoreInUseError(path, { cause: error }) : error;
  }
  return { [Symbol.dispose]: () => lock.close() };
}

/** Whether SQLite gave up because somebody else holds a lock. */
export function isBusy(error: unknown): boolean {
  return error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
