import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import type { Kysely } from 'kysely';
import type { SequenceColumn } from '../database.ts';
import { migrate, newestVersion, versionOf } from '../migrate.ts';
import { MigrationFailedError, StoreCopyError } from '../store-copy-error.ts';
import type { Tables } from '../tables.ts';
import { copyState } from './copy-state.ts';

/** AUTOINCREMENT, which plain SQLite keys are not: the number of a deleted row is not used again. */
const sequence: SequenceColumn = {
  type: 'integer',
  build: (column) => column.primaryKey().autoIncrement(),
};

/**
 * Brings the state up to this version, after a copy of it was made where there is something to lose.
 * @throws StoreTooNewError when a newer version has written it
 * @throws StoreCopyError when it cannot be copied; nothing was migrated
 * @throws MigrationFailedError when a step fails; all is as it was, and the copy is named
 */
export async function migrateWithCopy(
  database: Kysely<Tables>,
  connection: BetterSqlite3.Database,
): Promise<void> {
  const version = await versionOf(database);
  const isOlder = version > 0 && version < newestVersion;
  if (!isOlder) return migrate(database, sequence);

  const copy = copyOf(connection, version);
  try {
    await migrate(database, sequence);
  } catch (error) {
    throw new MigrationFailedError(copy, reasonOf(error), { cause: error });
  }
}

function copyOf(connection: BetterSqlite3.Database, version: number): string {
  const directory = join(dirname(connection.name), 'backups');
  try {
    return copyState(connection, directory, version, new Date());
  } catch (error) {
    const { size } = statSync(connection.name);
    throw new StoreCopyError(directory, reasonOf(error), size, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  return code === 'SQLITE_FULL' || code === 'ENOSPC' ? 'the disk is full' : message;
}
