import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Which statements end the transaction of their session: those wait for no slot. Few wait at any time. */
export const endsOfTransactions: Migration = {
  name: '0032-ends-of-transactions',
  async up(schema) {
    await schema
      .alterTable('jobs')
      .addColumn('ends_transaction', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
    await schema
      .createIndex('jobs_ends_of_transactions')
      .on('jobs')
      .columns(['ends_transaction', 'seq'])
      .where(sql<boolean>`status = 'queued' and behind = 0 and ends_transaction = 1`)
      .execute();
  },
};
