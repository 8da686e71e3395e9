import type { Migration } from './migration.ts';

/** The quotas that were set for single projects. */
export const quotaTables: Migration = {
  name: '0007-quota-tables',
  async up(schema) {
    await schema
      .createTable('project_quotas')
      .addColumn('project_id', 'text', (column) => column.notNull().references('projects.id'))
      .addColumn('quota', 'text', (column) => column.notNull())
      // Null is no limit.
      .addColumn('most', 'bigint')
      .addPrimaryKeyConstraint('project_quotas_key', ['project_id', 'quota'])
      .execute();
    // Over the project alone: a share whose counts change moves nothing in it.
    await schema
      .createIndex('queue_shares_by_project')
      .on('queue_shares')
      .column('project_id')
      .execute();
  },
};
