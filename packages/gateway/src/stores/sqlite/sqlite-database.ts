import BetterSqlite3 from 'better-sqlite3';
import { type Dialect, Kysely } from 'kysely';
import type { StoreObserver } from '../../core/ports/store-observer.ts';
import type { Database } from '../database.ts';
import { StoreDamagedError } from '../store-damaged-error.ts';
import { StoreInUseError } from '../store-in-use-error.ts';
import type { Tables } from '../tables.ts';
import { containsIgnoringCase } from './contains-ignoring-case.ts';
import { type DirectConfig, DirectDialect, type Reading } from './direct-dialect.ts';
import { GroupCommit } from './group-commit.ts';
import { isBusy, lockStore } from './lock-store.ts';
import { migrateWithCopy } from './migrate-with-copy.ts';
import { keepSavepointsInMemory, openReader, openWriter } from './sqlite-connections.ts';
import { cacheStatements } from './statement-cache.ts';
import { syncBeside, type Syncing } from './sync-beside.ts';
import { WriterDialect } from './writer-dialect.ts';

export interface SqliteStateDatabase extends Database, AsyncDisposable {
  /** Calls `listener` after each commit: until the next one all that is read stays true. */
  afterCommit(listener: () => void): void;
}

/**
 * Opens the state file, making or migrating it where needed.
 * @throws StoreInUseError when another process has it
 * @throws StoreDamagedError when it is no whole database
 * @throws StoreTooNewError when a newer version has written it
 * @throws StoreCopyError, MigrationFailedError when it cannot be brought to this version
 */
export async function openSqliteDatabase(
  path: string,
  observer?: StoreObserver,
  syncing: Syncing = syncBeside,
): Promise<SqliteStateDatabase> {
  await using resources = new AsyncDisposableStack();
  resources.use(lockStore(path));
  try {
    const connection = openWriter(path);
    const writer = useDatabase(resources, connection, WriterDialect);
    await migrateWithCopy(writer, connection);
    keepSavepointsInMemory(connection);
    const disk = resources.use(syncing(connection));
    const writes = new GroupCommit(writer, disk, observer);
    const reading = { took: (ms: number) => observer?.read(ms), heldBy: () => writes.onDisk };
    const reader = useDatabase(resources, openReader(path), DirectDialect, reading);
    const searcher = useDatabase(resources, openReader(path), DirectDialect, reading);
    resources.defer(() => writes.close());
    const open = resources.move();
    return {
      reader,
      searcher,
      contains: containsIgnoringCase,
      write: (work) => writes.write(work),
      writeAhead: (work) => writes.writeAhead(work),
      writeInBulk: (work) => writes.writeInBulk(work),
      beforeCommit: (listener) => writes.beforeCommit(listener),
      afterCommit: (listener) => writes.afterCommit(listener),
      [Symbol.asyncDispose]: () => open.disposeAsync(),
    };
  } catch (error) {
    if (isBusy(error)) throw new StoreInUseError(path, { cause: error });
    throw isDamage(error) ? new StoreDamagedError(path, error.message, { cause: error }) : error;
  }
}

function useDatabase(
  resources: AsyncDisposableStack,
  connection: BetterSqlite3.Database,
  DialectOf: new (config: DirectConfig) => Dialect,
  reading?: Reading,
): Kysely<Tables> {
  const database = new Kysely<Tables>({
    dialect: new DialectOf({ database: cacheStatements(connection), ...(reading && { reading }) }),
    ...(reading && { log: (event) => reading.took(event.queryDurationMillis) }),
  });
  resources.defer(() => {
    connection.close();
  });
  return database;
}

function isDamage(error: unknown): error is Error {
  return error instanceof BetterSqlite3.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(error.code);
}
