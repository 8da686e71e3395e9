import type { Kysely, Transaction } from 'kysely';
import type { SequenceColumn } from './database.ts';
import { migrations } from './migrations/migrations.ts';
import { StoreTooNewError } from './store-too-new-error.ts';
import type { Tables } from './tables.ts';

/** The version that this program writes. */
export const newestVersion = migrations.length;

/**
 * Brings the tables up to this version: all steps that are missing, in one transaction.
 * @throws StoreTooNewError when a newer version has written them
 */
export async function migrate(database: Kysely<Tables>, sequence: SequenceColumn): Promise<void> {
  const transaction = await database.startTransaction().execute();
  try {
    await runMissing(transaction, sequence);
    await transaction.commit().execute();
  } catch (error) {
    // After a full disk SQLite has rolled back by itself, and there is nothing left to.
    await transaction
      .rollback()
      .execute()
      .catch(() => {});
    throw error;
  }
}

async function runMissing(
  transaction: Transaction<Tables>,
  sequence: SequenceColumn,
): Promise<void> {
  const version = await versionOf(transaction);
  if (version > newestVersion) throw new StoreTooNewError(version, newestVersion);

  for (const [index, migration] of migrations.entries()) {
    const number = index + 1;
    if (number <= version) continue;
    await migration.up(transaction.schema, sequence, transaction);
    await transaction.insertInto('migrations').values({ number, name: migration.name }).execute();
  }
}

/** How many steps the tables have seen; 0 when there are none yet. */
export async function versionOf(database: Kysely<Tables>): Promise<number> {
  await database.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .execute();
  const newest = await database
    .selectFrom('migrations')
    .select(({ fn }) => fn.max('number').as('number'))
    .executeTakeFirst();
  return newest?.number ?? 0;
}
