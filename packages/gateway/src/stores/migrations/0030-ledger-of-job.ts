import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * What a job holds is in its row, as with a session: in a table of its own it made each job write four pages
 * more. Live jobs are few, so one index of them is enough.
 */
export const ledgerOfJob: Migration = {
  name: '0030-ledger-of-job',
  async up(schema, _sequence, transaction) {
    await schema
      .alterTable('jobs')
      .addColumn('ledger', 'text', (column) => column.notNull().defaultTo('[]'))
      .execute();
    const { rows } = await sql<{ job_id: string; held: string }>`
      select job_id, held from ledger order by position`.execute(transaction);
    for (const [jobId, entries] of Map.groupBy(rows, ({ job_id }) => job_id)) {
      const ledger = `[${entries.map(({ held }) => held).join(',')}]`;
      await sql`update jobs set ledger = ${ledger} where id = ${jobId}`.execute(transaction);
    }
    await schema.dropTable('ledger').execute();
    await schema.dropIndex('jobs_by_lease').execute();
  },
};
