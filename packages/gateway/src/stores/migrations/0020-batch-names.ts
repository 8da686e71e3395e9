import type { Migration } from './migration.ts';

/** The names that callers give to batches, by which they list them. */
export const batchNames: Migration = {
  name: '0020-batch-names',
  async up(schema) {
    await schema.alterTable('jobs').addColumn('batch_name', 'text').execute();
    await schema
      .createIndex('jobs_by_batch_name')
      .on('jobs')
      .columns(['project_id', 'batch_name'])
      .where('batch_name', 'is not', null)
      .execute();
  },
};
