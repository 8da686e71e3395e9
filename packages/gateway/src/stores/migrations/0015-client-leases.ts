import type { Migration } from './migration.ts';

/** How long jobs and sessions go on without a word from their clients. Few have one. */
export const clientLeases: Migration = {
  name: '0015-client-leases',
  async up(schema) {
    await schema
      .createTable('client_leases')
      .addColumn('id', 'text', (column) => column.notNull().primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('length_ms', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .execute();
    await schema.createIndex('client_leases_until').on('client_leases').column('until').execute();
  },
};
