import type { DuckDBConnection } from '@duckdb/node-api';
import type { RunOrder } from '../messages/run-order.ts';
import { readCreated } from '../sql/created.ts';
import { keptForeignKeys } from './kept-foreign-keys.ts';
import { plainIndex } from './plain-index.ts';
import { RefusedError } from './refused-error.ts';

/** A change of the catalog that is about to run. */
export interface WatchedChange {
  /**
   * To be called when it has run, and is not committed.
   * @returns `skipped`: it did nothing, since what it makes is there, and its transaction has to be rolled back
   * @throws RefusedError where DuckDB would not be sound after it
   */
  look(): Promise<'made' | 'skipped'>;
}

/**
 * Watches for changes that DuckDB 1.5.6 makes, and is not sound after.
 * @returns null for what is no change of that kind
 */
export async function watchChange(
  connection: DuckDBConnection,
  { verb, sql, creates }: Pick<RunOrder, 'verb' | 'sql' | 'creates'>,
): Promise<WatchedChange | null> {
  if (verb !== 'CREATE' && verb !== 'ALTER') return null;
  const demandPlain = await plainIndex(connection, verb, sql);
  const demandKept = await keptForeignKeys(connection, verb, sql);
  // A foreign key is noted with the table that it refers to before DuckDB looks whether its own is there already.
  // DuckDB also reads it right behind a number.
  const refers = creates === 'TABLE' && /references/i.test(sql);
  const newest = refers ? await newestIn(connection) : null;
  return {
    look: async () => {
      await demandPlain?.();
      await demandKept?.();
      if (newest === null || newest !== (await newestIn(connection))) return 'made';
      if (readCreated(sql)?.hasComments) throw new RefusedError(commented);
      return 'skipped';
    },
  };
}

/** The number of the table that was made last; it only grows. */
async function newestIn(connection: DuckDBConnection): Promise<string> {
  const found = await connection.runAndReadAll('SELECT max(table_oid) FROM duckdb_tables()');
  return String(found.value(0, 0));
}

const commented = {
  code: 'not_supported',
  message:
    'The table is there already, and has foreign keys in this statement: a comment cannot come with it then. Submit ' +
    'COMMENT ON by itself.',
} as const;
