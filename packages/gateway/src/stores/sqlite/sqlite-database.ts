import type BetterSqlite3 from 'better-sqlite3';
import { type Dialect, Kysely, SqliteDialect, type SqliteDialectConfig } from 'kysely';
import type { Database, SequenceColumn } from '../database.ts';
import { migrate } from '../migrate.ts';
import { StoreInUseError } from '../store-in-use-error.ts';
import type { Tables } from '../tables.ts';
import { GroupCommit } from './group-commit.ts';
import { isBusy, lockStore } from './lock-store.ts';
import { openReader, openWriter } from './sqlite-connections.ts';
import { cacheStatements } from './statement-cache.ts';
import { WriterDialect } from './writer-dialect.ts';

/** AUTOINCREMENT, which plain SQLite keys are not: the number of a deleted row is not used again. */
const sequence: SequenceColumn = {
  type: 'integer',
  build: (column) => column.primaryKey().autoIncrement(),
};

/**
 * Opens the state file, making or migrating it where needed.
 * @throws StoreInUseError when another process has it
 * @throws StoreTooNewError when a newer version has written it
 */
export async function openSqliteDatabase(path: string): Promise<Database & AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  resources.use(lockStore(path));
  try {
    const writer = useDatabase(resources, openWriter(path), WriterDialect);
    await migrate(writer, sequence);
    const reader = useDatabase(resources, openReader(path), SqliteDialect);

    const writes = new GroupCommit(writer);
    resources.defer(() => writes.close());
    const open = resources.move();
    return {
      reader,
      write: (work) => writes.write(work),
      [Symbol.asyncDispose]: () => open.disposeAsync(),
    };
  } catch (error) {
    throw isBusy(error) ? new StoreInUseError(path, { cause: error }) : error;
  }
}

function useDatabase(
  resources: AsyncDisposableStack,
  connection: BetterSqlite3.Database,
  DialectOf: new (config: SqliteDialectConfig) => Dialect,
): Kysely<Tables> {
  const database = new Kysely<Tables>({
    dialect: new DialectOf({ database: cacheStatements(connection) }),
  });
  resources.defer(() => {
    connection.close();
  });
  return database;
}
