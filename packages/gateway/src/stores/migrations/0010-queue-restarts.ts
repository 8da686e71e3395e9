import type { Migration } from './migration.ts';

/** Which job restarts a project's share of a queue. */
export const queueRestarts: Migration = {
  name: '0010-queue-restarts',
  async up(schema) {
    await schema.alterTable('queue_shares').addColumn('held_by', 'text').execute();
    await schema
      .createIndex('queue_shares_held')
      .on('queue_shares')
      .column('held_by')
      .where('held_by', 'is not', null)
      .execute();
  },
};
