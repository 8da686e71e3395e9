import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What the sweep looks things up by; see `stores/retention/`. */
export const retention: Migration = {
  name: '0005-retention',
  async up(schema, _sequence, transaction) {
    await schema.alterTable('results').addColumn('kept_since', 'bigint').execute();
    await transaction
      .updateTable('results')
      .set({
        kept_since: (set) =>
          set.selectFrom('jobs').select('jobs.ended_at').whereRef('jobs.id', '=', 'results.job_id'),
      })
      .where('rows_at', 'in', ['inline', 'engine'])
      .execute();

    // Each holds what is still to be swept, so that a look costs nothing when there is nothing.
    await schema
      .createIndex('results_kept')
      .on('results')
      .column('kept_since')
      .where('kept_since', 'is not', null)
      .execute();
    await schema
      .createIndex('results_to_remove')
      .on('results')
      .column('job_id')
      .where(sql.ref('rows_at'), '=', 'expired')
      .where(sql.ref('engine_bytes'), 'is not', null)
      .execute();
    await schema
      .createIndex('jobs_by_end')
      .on('jobs')
      .columns(['ended_at', 'seq'])
      .where('ended_at', 'is not', null)
      .execute();
    for (const table of ['keys', 'tombstones', 'tokens']) {
      await schema.createIndex(`${table}_by_expiry`).on(table).column('expires_at').execute();
    }
  },
};
