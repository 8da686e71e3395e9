import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What makes a job a batch, and how a program ended. */
export const batches: Migration = {
  name: '0016-batches',
  async up(schema) {
    await schema.alterTable('jobs').addColumn('program', 'text').execute();
    await schema.alterTable('jobs').addColumn('exit_status', 'integer').execute();
    await schema.alterTable('queues').addColumn('program_rules', 'text').execute();
    // Few beside the statements of a project, and listed by the number.
    await schema
      .createIndex('jobs_batches')
      .on('jobs')
      .columns(['project_id', 'seq'])
      .where(sql.ref('program'), 'is not', null)
      .execute();
  },
};
