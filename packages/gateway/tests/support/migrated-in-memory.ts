import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { onTestFinished } from 'vitest';
import type { SequenceColumn } from '../../src/stores/database.ts';
import { migrations } from '../../src/stores/migrations/migrations.ts';
import type { Tables } from '../../src/stores/tables.ts';

const sequence: SequenceColumn = { type: 'integer', build: (column) => column.primaryKey() };

/**
 * A state in memory, which is gone with the test.
 * @param last of its migrations
 * @param rows what was there before that one, in SQL
 */
export async function migratedInMemory(last = migrations.at(-1), rows = '') {
  const connection = new BetterSqlite3(':memory:');
  connection.function('lower', { deterministic: true }, (text) => String(text).toLowerCase());
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  onTestFinished(() => database.destroy());
  await database.transaction().execute(async (transaction) => {
    for (const migration of migrations) {
      if (migration === last) connection.exec(rows);
      await migration.up(transaction.schema, sequence, transaction);
      if (migration === last) break;
    }
  });
  return { connection, database };
}
