import { type SchemaModule, sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Counts of ended jobs for the totals of lists, and the indexes that lists lacked. */
export const jobCounts: Migration = {
  name: '0004-job-counts',
  async up(schema, _sequence, transaction) {
    await createCounts(schema);
    await createIndexes(schema);
    await countWhatIsThere(transaction);
    await putTagsInOrder(schema, transaction);
  },
};

async function createCounts(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('job_counts')
    .addColumn('project_id', 'text', notNull)
    .addColumn('day', 'integer', notNull)
    .addColumn('queue_id', 'text', notNull)
    .addColumn('queue_name', 'text', notNull)
    .addColumn('owner', 'text', notNull)
    .addColumn('engine', 'text', notNull)
    .addColumn('database', 'text', notNull)
    .addColumn('statement_class', 'text', notNull)
    .addColumn('status', 'text', notNull)
    .addColumn('jobs', 'bigint', notNull)
    .addPrimaryKeyConstraint('job_counts_key', [
      'project_id',
      'day',
      'queue_id',
      'queue_name',
      'owner',
      'engine',
      'database',
      'statement_class',
      'status',
    ])
    .execute();
}

async function createIndexes(schema: SchemaModule): Promise<void> {
  const index = (name: string) => schema.createIndex(name).on('jobs');
  for (const column of ['owner', 'database', 'statement_class']) {
    await index(`jobs_by_${column}`)
      .columns(['project_id', column, 'submitted_at', 'seq'])
      .execute();
  }
  await index('jobs_by_duration')
    .expression(sql`project_id, coalesce(duration_ms, 9007199254740991), seq`)
    .execute();
  await index('jobs_open')
    .columns(['project_id', 'submitted_at'])
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
}

async function countWhatIsThere(transaction: Transaction<Tables>): Promise<void> {
  const dimensions = [
    'project_id',
    'queue_id',
    'queue_name',
    'owner',
    'engine',
    'database',
    'statement_class',
    'status',
  ] as const;
  const day = sql<number>`submitted_at / 86400000`;
  await transaction
    .insertInto('job_counts')
    .columns([...dimensions, 'day', 'jobs'])
    .expression((from) =>
      from
        .selectFrom('jobs')
        .select([...dimensions, day.as('day'), from.fn.countAll<number>().as('jobs')])
        .where('ended_at', 'is not', null)
        .groupBy([...dimensions, day]),
    )
    .execute();
}

/** A tag says where its job stands in lists, so that they are read from the tags. */
async function putTagsInOrder(
  schema: SchemaModule,
  transaction: Transaction<Tables>,
): Promise<void> {
  for (const column of ['seq', 'submitted_at'] as const) {
    // Not null in truth: a column that is added later cannot say so.
    await schema.alterTable('job_tags').addColumn(column, 'bigint').execute();
    await transaction
      .updateTable('job_tags')
      .set({
        [column]: sql`(select ${sql.ref(`jobs.${column}`)} from jobs where jobs.id = job_tags.job_id)`,
      })
      .execute();
  }
  await schema
    .createIndex('job_tags_in_order')
    .on('job_tags')
    .columns(['project_id', 'key', 'value', 'submitted_at', 'seq'])
    .execute();
}
