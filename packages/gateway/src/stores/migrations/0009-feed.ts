import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** What a reader of the feed needs: how far it was cut, and a way into it. */
export const feed: Migration = {
  name: '0009-feed',
  async up(schema, _sequence, transaction) {
    await schema.createTable('feed').addColumn('pruned_through', 'bigint', notNull).execute();
    await transaction.insertInto('feed').values({ pruned_through: 0 }).execute();
    await schema
      .createIndex('events_by_project')
      .on('events')
      .columns(['project_id', 'seq'])
      .execute();
    await schema.createIndex('events_by_job').on('events').columns(['job_id', 'seq']).execute();
  },
};
