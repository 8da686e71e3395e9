import { type ColumnDefinitionBuilder, sql } from 'kysely';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** A tag has all that lists are cut down by and put in order by; see `jobs/job-tags.ts`. */
export const tagsInLists: Migration = {
  name: '0019-tags-in-lists',
  async up(schema, _sequence, transaction) {
    await schema.alterTable('job_tags').renameTo('tags_before').execute();
    await schema
      .createTable('job_tags')
      .addColumn('project_id', 'text', notNull)
      .addColumn('key', 'text', notNull)
      .addColumn('value', 'text', notNull)
      .addColumn('submitted_at', 'bigint', notNull)
      .addColumn('seq', 'bigint', notNull)
      .addColumn('job_id', 'text', ofJob)
      .addColumn('queue_id', 'text', notNull)
      .addColumn('queue_name', 'text', notNull)
      .addColumn('owner', 'text', notNull)
      .addColumn('engine', 'text', notNull)
      .addColumn('database', 'text', notNull)
      .addColumn('statement_class', 'text', notNull)
      .addColumn('status', 'text')
      .addColumn('duration_ms', 'bigint')
      .addPrimaryKeyConstraint('job_tags_key', [
        'project_id',
        'key',
        'value',
        'submitted_at',
        'seq',
      ])
      // The table itself is in the order of lists: no index beside it has to be.
      .modifyEnd(sql`without rowid`)
      .execute();
    const ofJobs = [
      'submitted_at',
      'seq',
      'queue_id',
      'queue_name',
      'owner',
      'engine',
      'database',
      'statement_class',
      'duration_ms',
    ] as const;
    await transaction
      .insertInto('job_tags')
      .columns(['project_id', 'key', 'value', 'job_id', ...ofJobs, 'status'])
      .expression((from) =>
        from
          .selectFrom('tags_before as tag' as 'job_tags as tag')
          .innerJoin('jobs', 'jobs.seq', 'tag.seq')
          .select(['tag.project_id', 'tag.key', 'tag.value', 'tag.job_id'])
          .select(ofJobs.map((column) => `jobs.${column}` as const))
          .select(sql<null>`iif(jobs.ended_at is null, null, jobs.status)`.as('status')),
      )
      .execute();
    await schema.dropTable('tags_before').execute();
    await schema.createIndex('job_tags_by_job').on('job_tags').column('job_id').execute();
  },
};

function ofJob(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().references('jobs.id').onDelete('cascade');
}
