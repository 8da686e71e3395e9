import { type ColumnDefinitionBuilder, type SchemaModule, sql } from 'kysely';
import type { SequenceColumn } from '../database.ts';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Jobs and all that belongs to a job. */
export const jobTables: Migration = {
  name: '0002-job-tables',
  async up(schema, sequence) {
    await createJobs(schema, sequence);
    await createJobIndexes(schema);
    await createPartsOfJobs(schema);
    await createEvents(schema, sequence);
    await createKeys(schema);
  },
};

async function createJobs(schema: SchemaModule, sequence: SequenceColumn): Promise<void> {
  await schema
    .createTable('jobs')
    .addColumn('seq', sequence.type, sequence.build)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('project_id', 'text', notNull)
    .addColumn('kind', 'text', notNull)
    .addColumn('queue_id', 'text', (column) => column.notNull().references('queues.id'))
    .addColumn('queue_name', 'text', notNull)
    .addColumn('engine', 'text', notNull)
    .addColumn('statement_class', 'text', notNull)
    .addColumn('database', 'text', notNull)
    .addColumn('owner', 'text', notNull)
    .addColumn('priority', 'integer', notNull)
    .addColumn('key', 'text')
    .addColumn('queued_timeout_ms', 'bigint')
    .addColumn('run_timeout_ms', 'bigint')
    .addColumn('submitted_at', 'bigint', notNull)
    .addColumn('revision', 'integer', notNull)
    .addColumn('status', 'text', notNull)
    .addColumn('lease_token', 'bigint')
    .addColumn('claimed_at', 'bigint')
    .addColumn('operation_ref', 'text')
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('duration_ms', 'bigint')
    .addColumn('deadline_at', 'bigint')
    .addColumn('error_code', 'text')
    .addColumn('tags', 'text', notNull)
    .addColumn('conf', 'text', notNull)
    .addColumn('error_message', 'text')
    // Last, since it can be long: a scan of the columns before it does not read it.
    .addColumn('sql', 'text', notNull)
    .execute();
}

async function createJobIndexes(schema: SchemaModule): Promise<void> {
  const index = (name: string) => schema.createIndex(name).on('jobs');
  // Lists. Each ends in the order in which lists are read.
  await index('jobs_by_project').columns(['project_id', 'submitted_at', 'seq']).execute();
  await index('jobs_by_status').columns(['project_id', 'status', 'submitted_at', 'seq']).execute();
  await index('jobs_by_queue')
    .columns(['project_id', 'queue_name', 'submitted_at', 'seq'])
    .execute();
  // The runner. These hold live rows only, so that they stay small however old the table is.
  await index('jobs_waiting')
    .columns(['queue_id', 'project_id', 'priority desc', 'seq'])
    .where(sql.ref('status'), '=', 'queued')
    .execute();
  await index('jobs_live')
    .column('queue_id')
    .where(sql.ref('lease_token'), 'is not', null)
    .execute();
  await index('jobs_by_lease')
    .columns(['lease_token', 'seq'])
    .where('lease_token', 'is not', null)
    .execute();
  await index('jobs_by_deadline')
    .column('deadline_at')
    .where('deadline_at', 'is not', null)
    .execute();
}

async function createPartsOfJobs(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('job_tags')
    .addColumn('project_id', 'text', notNull)
    .addColumn('key', 'text', notNull)
    .addColumn('value', 'text', notNull)
    .addColumn('job_id', 'text', ofJob)
    .addPrimaryKeyConstraint('job_tags_key', ['project_id', 'key', 'value', 'job_id'])
    .execute();
  await schema.createIndex('job_tags_by_job').on('job_tags').column('job_id').execute();
  await schema
    .createTable('cancel_intents')
    .addColumn('job_id', 'text', (column) => ofJob(column).primaryKey())
    .addColumn('by', 'text', notNull)
    .addColumn('at', 'bigint', notNull)
    .addColumn('reason', 'text', notNull)
    .addColumn('request_id', 'text', notNull)
    .execute();
  await schema
    .createTable('receipts')
    .addColumn('job_id', 'text', (column) => ofJob(column).primaryKey())
    .addColumn('receipt', 'text', notNull)
    .execute();
  await schema
    .createTable('ledger')
    .addColumn('job_id', 'text', ofJob)
    .addColumn('position', 'integer', notNull)
    .addColumn('held', 'text', notNull)
    .addPrimaryKeyConstraint('ledger_key', ['job_id', 'position'])
    .execute();
  await schema
    .createTable('results')
    .addColumn('job_id', 'text', (column) => ofJob(column).primaryKey())
    .addColumn('columns', 'text', notNull)
    .addColumn('row_count', 'bigint', notNull)
    .addColumn('affected_rows', 'bigint')
    .addColumn('rows_at', 'text', notNull)
    .addColumn('engine_bytes', 'bigint')
    .addColumn('inline_lines', 'text')
    .execute();
}

async function createEvents(schema: SchemaModule, sequence: SequenceColumn): Promise<void> {
  await schema
    .createTable('events')
    .addColumn('seq', sequence.type, sequence.build)
    .addColumn('at', 'bigint', notNull)
    .addColumn('project_id', 'text', notNull)
    // No reference: an event outlives its job.
    .addColumn('job_id', 'text', notNull)
    .addColumn('kind', 'text', notNull)
    .addColumn('detail', 'text', notNull)
    .execute();
}

async function createKeys(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('keys')
    .addColumn('project_id', 'text', notNull)
    .addColumn('key', 'text', notNull)
    .addColumn('fingerprint', 'text', notNull)
    .addColumn('job_id', 'text', ofJob)
    .addColumn('expires_at', 'bigint', notNull)
    .addPrimaryKeyConstraint('keys_key', ['project_id', 'key'])
    .execute();
  await schema.createIndex('keys_by_job').on('keys').column('job_id').execute();
  await schema
    .createTable('tombstones')
    .addColumn('project_id', 'text', notNull)
    .addColumn('key', 'text', notNull)
    .addColumn('by', 'text', notNull)
    .addColumn('at', 'bigint', notNull)
    .addColumn('reason', 'text', notNull)
    .addColumn('request_id', 'text', notNull)
    .addColumn('expires_at', 'bigint', notNull)
    .addPrimaryKeyConstraint('tombstones_key', ['project_id', 'key'])
    .execute();
}

function ofJob(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull().references('jobs.id').onDelete('cascade');
}
