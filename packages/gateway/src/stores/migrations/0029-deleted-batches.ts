import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * Which ended batches somebody has deleted: their jobs stay, and Livy does not show them any more. Until now
 * that were those alone that a delete had stopped.
 */
export const deletedBatches: Migration = {
  name: '0029-deleted-batches',
  async up(schema, _sequence, transaction) {
    await schema.alterTable('jobs').addColumn('deleted_at', 'bigint').execute();
    await sql`
      update jobs set deleted_at = ended_at
      where kind = 'batch' and status = 'cancelled'
        and seq in (select job_seq from cancel_intents where reason = 'deleted')`.execute(
      transaction,
    );
    // With all that a list of batches looks at, so that it is counted from the index alone.
    await schema.dropIndex('jobs_batches').execute();
    await schema
      .createIndex('jobs_batches')
      .on('jobs')
      .columns(['project_id', 'kind', 'deleted_at', 'seq', 'owner', 'queue_id'])
      .where(sql.ref('kind'), '=', sql.lit('batch'))
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
  },
};
