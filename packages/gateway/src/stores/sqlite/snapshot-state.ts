import { closeSync, openSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import type { StateSnapshot } from '../../core/ports/snapshot.ts';

/** Pages of one step of a copy: some tens of a millisecond each. */
const stepPages = 64;

/** A read transaction sees the state as it is now, however long the copy of it takes. */
export function snapshotState(path: string): StateSnapshot {
  const connection = new BetterSqlite3(path, { readonly: true });
  try {
    // The first read makes the moment.
    connection.exec('begin; select count(*) from migrations');
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    copyTo: async (file) => {
      closeSync(openSync(file, 'wx', 0o600));
      await connection.backup(file, { progress: () => stepPages });
    },
    [Symbol.dispose]: () => connection.close(),
  };
}
