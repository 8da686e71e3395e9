import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Under which access key a batch was submitted. Those that live go on with the one that their owner has. */
export const batchCredentials: Migration = {
  name: '0028-batch-credentials',
  async up(schema, _sequence, transaction) {
    await schema.alterTable('jobs').addColumn('access_key', 'text').execute();
    await sql`
      update jobs set access_key = (
        select credentials.access_key from credentials join users on users.id = credentials.user_id
        where credentials.project_id = jobs.project_id and users.name = jobs.owner)
      where kind = 'batch' and ended_at is null`.execute(transaction);
  },
};
