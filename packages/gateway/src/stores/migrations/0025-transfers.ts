import type { Migration } from './migration.ts';

/** What imports and exports move, and the tables by which they are listed. */
export const transfers: Migration = {
  name: '0025-transfers',
  async up(schema) {
    await schema.alterTable('jobs').addColumn('transfer', 'text').execute();
    await schema.alterTable('jobs').addColumn('table_name', 'text').execute();
    await schema
      .createIndex('jobs_by_table_name')
      .on('jobs')
      .columns(['project_id', 'table_name'])
      .where('table_name', 'is not', null)
      .execute();
  },
};
