import { randomUUID } from 'node:crypto';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** The unbroken histories of this state: one from when it was made, one more from each restore. */
export const epochs: Migration = {
  name: '0006-epochs',
  async up(schema, _sequence, transaction) {
    await schema
      .createTable('epochs')
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('began_at', 'bigint', notNull)
      .addColumn('because', 'text', notNull)
      .execute();
    await transaction
      .insertInto('epochs')
      .values({ number: 1, id: randomUUID(), began_at: Date.now(), because: 'made' })
      .execute();
  },
};
