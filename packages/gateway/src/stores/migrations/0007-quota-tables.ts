import { sql } from 'kysely';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** The quotas that were set for single projects, and what is in use of them. */
export const quotaTables: Migration = {
  name: '0007-quota-tables',
  async up(schema, _sequence, transaction) {
    await schema
      .createTable('project_quotas')
      .addColumn('project_id', 'text', (column) => column.notNull().references('projects.id'))
      .addColumn('quota', 'text', notNull)
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
    await schema
      .createTable('project_usage')
      .addColumn('project_id', 'text', (column) => column.primaryKey())
      .addColumn('result_bytes', 'bigint', notNull)
      .execute();
    await transaction
      .insertInto('project_usage')
      .columns(['project_id', 'result_bytes'])
      .expression((from) =>
        from
          .selectFrom('results')
          .innerJoin('jobs', 'jobs.id', 'results.job_id')
          .select(({ fn }) => [
            'jobs.project_id',
            fn
              .sum<number>(sql`coalesce(engine_bytes, octet_length(inline_lines), 0)`)
              .as('result_bytes'),
          ])
          .groupBy('jobs.project_id'),
      )
      .execute();
  },
};
