import { type SchemaModule, sql } from 'kysely';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Queues, what each project has on them, and the lease of the gateway that works them off. */
export const queueTables: Migration = {
  name: '0001-queue-tables',
  async up(schema) {
    await createQueues(schema);
    await createQueueShares(schema);
    await createLeases(schema);
  },
};

async function createQueues(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('queues')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('project_id', 'text')
    .addColumn('name', 'text', notNull)
    .addColumn('engine', 'text', notNull)
    .addColumn('slots', 'integer', notNull)
    .addColumn('default_database', 'text', notNull)
    .addColumn('queued_timeout_ms', 'bigint')
    .addColumn('run_timeout_ms', 'bigint')
    .addColumn('created_at', 'bigint', notNull)
    .addColumn('created_by', 'text', notNull)
    .execute();
  await schema
    .createIndex('queues_by_name')
    .on('queues')
    // A unique index takes two nulls for different, and a shared name must not come twice.
    .expression(sql`name, coalesce(project_id, '')`)
    .unique()
    .execute();
}

async function createQueueShares(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('queue_shares')
    .addColumn('queue_id', 'text', (column) => column.notNull().references('queues.id'))
    .addColumn('project_id', 'text', notNull)
    .addColumn('waiting', 'bigint', notNull)
    .addColumn('live', 'bigint', notNull)
    .addColumn('served', 'bigint', notNull)
    .addPrimaryKeyConstraint('queue_shares_key', ['queue_id', 'project_id'])
    .execute();
  await schema
    .createIndex('queue_shares_next')
    .on('queue_shares')
    .columns(['queue_id', 'live', 'served'])
    .where(sql.ref('waiting'), '>', 0)
    .execute();
}

async function createLeases(schema: SchemaModule): Promise<void> {
  await schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('holder', 'text', notNull)
    .addColumn('token', 'bigint', notNull)
    .addColumn('until', 'bigint', notNull)
    .execute();
}
