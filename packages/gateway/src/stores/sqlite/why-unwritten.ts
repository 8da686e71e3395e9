import BetterSqlite3 from 'better-sqlite3';
import { StateUnwritableError } from '../../core/ports/state-unwritable-error.ts';

/** What a write failed on, in the words of the core where the disk is to blame. */
export function whyUnwritten(error: unknown): unknown {
  const isOfTheDisk =
    error instanceof BetterSqlite3.SqliteError && /^SQLITE_(FULL|IOERR|READONLY)/.test(error.code);
  return isOfTheDisk ? new StateUnwritableError(error) : error;
}
