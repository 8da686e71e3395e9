import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** What queues are for, and when they were deleted: the rows of their jobs still name them. */
export const queueNotes: Migration = {
  name: '0026-queue-notes',
  async up(schema) {
    await schema.alterTable('queues').addColumn('notes', 'text').execute();
    await schema.alterTable('queues').addColumn('deleted_at', 'bigint').execute();
    await schema.dropIndex('queues_by_name').execute();
    await schema
      .createIndex('queues_by_name')
      .on('queues')
      // The name of one that was deleted is free. An index of those that are there would be of no use to a scan.
      .expression(sql`name, coalesce(project_id, ''), coalesce(deleted_at, 0)`)
      .unique()
      .execute();
  },
};
