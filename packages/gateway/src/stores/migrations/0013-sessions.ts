import { type ColumnDefinitionBuilder, type SchemaModule, sql } from 'kysely';
import type { SequenceColumn } from '../database.ts';
import type { Migration } from './migration.ts';

/** Sessions, and what makes a job a statement of one. */
export const sessions: Migration = {
  name: '0013-sessions',
  async up(schema, sequence) {
    await createSessions(schema, sequence);
    await createSessionEvents(schema, sequence);
    await makeStatements(schema);
    await schema
      .alterTable('queues')
      .addColumn('session_places', 'integer', (column) => column.notNull().defaultTo(500))
      .execute();
  },
};

async function createSessions(schema: SchemaModule, sequence: SequenceColumn): Promise<void> {
  await schema
    .createTable('sessions')
    .addColumn('seq', sequence.type, sequence.build)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('project_id', 'text', notNull)
    .addColumn('queue_id', 'text', (column) => column.notNull().references('queues.id'))
    .addColumn('queue_name', 'text', notNull)
    .addColumn('engine', 'text', notNull)
    .addColumn('kind', 'text', notNull)
    .addColumn('owner', 'text', notNull)
    .addColumn('name', 'text')
    .addColumn('database', 'text', notNull)
    .addColumn('conf', 'text', notNull)
    .addColumn('key', 'text')
    .addColumn('wait_timeout_ms', 'bigint')
    .addColumn('idle_timeout_ms', 'bigint')
    .addColumn('created_at', 'bigint', notNull)
    .addColumn('used_at', 'bigint', notNull)
    .addColumn('revision', 'integer', notNull)
    .addColumn('status', 'text', notNull)
    .addColumn('lease_token', 'bigint')
    .addColumn('placed_at', 'bigint')
    .addColumn('opened_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('wait_until', 'bigint')
    .addColumn('error_code', 'text')
    .addColumn('error_message', 'text')
    .addColumn('intent_by', 'text')
    .addColumn('intent_at', 'bigint')
    .addColumn('intent_reason', 'text')
    .addColumn('intent_request_id', 'text')
    .addColumn('ledger', 'text', notNull)
    .addColumn('receipt', 'text')
    .addColumn('next_statement', 'integer', notNull)
    .execute();
  const index = (name: string) => schema.createIndex(name).on('sessions');
  await index('sessions_by_project').columns(['project_id', 'seq']).execute();
  await index('sessions_by_key')
    .columns(['project_id', 'key'])
    .unique()
    .where('key', 'is not', null)
    .execute();
  // These hold live rows only, so that they stay small however old the table is.
  await index('sessions_live')
    .columns(['project_id', 'name'])
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  await index('sessions_waiting')
    .columns(['queue_id', 'seq'])
    .where(sql.ref('status'), '=', 'waiting')
    .execute();
  await index('sessions_overdue')
    .columns(['wait_until'])
    .where('wait_until', 'is not', null)
    .execute();
  await index('sessions_placed')
    .columns(['queue_id', 'seq'])
    .where(sql.ref('lease_token'), 'is not', null)
    .execute();
  await index('sessions_ended').columns(['ended_at']).where('ended_at', 'is not', null).execute();
}

async function createSessionEvents(schema: SchemaModule, sequence: SequenceColumn): Promise<void> {
  await schema
    .createTable('session_events')
    .addColumn('seq', sequence.type, sequence.build)
    .addColumn('at', 'bigint', notNull)
    .addColumn('session_id', 'text', (column) =>
      column.notNull().references('sessions.id').onDelete('cascade'),
    )
    .addColumn('kind', 'text', notNull)
    .addColumn('remarks', 'text', notNull)
    .execute();
  await schema
    .createIndex('session_events_of')
    .on('session_events')
    .columns(['session_id', 'seq'])
    .execute();
}

async function makeStatements(schema: SchemaModule): Promise<void> {
  const add = (name: string, type: 'text' | 'integer') =>
    schema.alterTable('jobs').addColumn(name, type).execute();
  await add('session_id', 'text');
  await add('statement_number', 'integer');
  await add('script', 'text');
  await schema
    .alterTable('jobs')
    .addColumn('behind', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await schema
    .createIndex('jobs_of_session')
    .on('jobs')
    .columns(['session_id', 'statement_number'])
    .unique()
    .where('session_id', 'is not', null)
    .execute();
  await schema
    .createIndex('jobs_in_sessions')
    .on('jobs')
    .columns(['project_id', 'seq'])
    .where(sql.ref('session_id'), 'is not', null)
    .execute();
  // Few, however many statements a session has had.
  await schema
    .createIndex('jobs_live_of_session')
    .on('jobs')
    .columns(['session_id', 'statement_number'])
    .where('session_id', 'is not', null)
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  // What was `jobs_waiting`, without the statements whose turn has not come.
  await schema.dropIndex('jobs_waiting').execute();
  await schema
    .createIndex('jobs_waiting')
    .on('jobs')
    .columns(['queue_id', 'project_id', 'priority desc', 'seq'])
    .where(sql.ref('status'), '=', 'queued')
    .where(sql.ref('behind'), '=', sql.lit(0))
    .execute();
}

function notNull(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.notNull();
}
