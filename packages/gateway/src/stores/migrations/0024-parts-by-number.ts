import { type SchemaModule, sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/**
 * Intents, receipts and events are found by the number of their job. Ids are random, and an index of
 * them has a page of its own for nearly every row that is written; numbers grow, and rows that are
 * written together lie together.
 */
export const partsByNumber: Migration = {
  name: '0024-parts-by-number',
  async up(schema, _sequence, transaction) {
    await moveIntents(schema, transaction);
    await moveReceipts(schema, transaction);
    await numberEvents(schema, transaction);
  },
};

async function moveIntents(schema: SchemaModule, transaction: Transaction<Tables>): Promise<void> {
  await schema.alterTable('cancel_intents').renameTo('intents_before').execute();
  await createPart(schema, 'cancel_intents')
    .addColumn('by', 'text', notNull)
    .addColumn('at', 'bigint', notNull)
    .addColumn('reason', 'text', notNull)
    .addColumn('request_id', 'text', notNull)
    .addColumn('grace_ms', 'bigint')
    .execute();
  await sql`
    insert into cancel_intents (job_seq, "by", at, reason, request_id, grace_ms)
    select jobs.seq, part."by", part.at, part.reason, part.request_id, part.grace_ms
    from intents_before as part join jobs on jobs.id = part.job_id
    order by jobs.seq`.execute(transaction);
  await schema.dropTable('intents_before').execute();
}

async function moveReceipts(schema: SchemaModule, transaction: Transaction<Tables>): Promise<void> {
  await schema.alterTable('receipts').renameTo('receipts_before').execute();
  await createPart(schema, 'receipts').addColumn('receipt', 'text', notNull).execute();
  await sql`
    insert into receipts (job_seq, receipt)
    select jobs.seq, part.receipt
    from receipts_before as part join jobs on jobs.id = part.job_id
    order by jobs.seq`.execute(transaction);
  await schema.dropTable('receipts_before').execute();
}

function createPart(schema: SchemaModule, table: string) {
  return schema
    .createTable(table)
    .addColumn('job_seq', 'integer', (column) =>
      column.primaryKey().references('jobs.seq').onDelete('cascade'),
    );
}

/** An event outlives its job, and has its id for good; its number stays null where the job is gone already. */
async function numberEvents(schema: SchemaModule, transaction: Transaction<Tables>): Promise<void> {
  await schema.alterTable('events').addColumn('job_seq', 'bigint').execute();
  await schema.dropIndex('events_by_job').execute();
  await sql`
    update events set job_seq = (select jobs.seq from jobs where jobs.id = events.job_id)`.execute(
    transaction,
  );
  await schema.createIndex('events_by_job').on('events').columns(['job_seq', 'seq']).execute();
}
