import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Which user was granted what on which queue, by whom and when. */
export const queueGrants: Migration = {
  name: '0008-queue-grants',
  async up(schema) {
    await schema
      .createTable('queue_grants')
      .addColumn('project_id', 'text', (column) => column.notNull().references('projects.id'))
      .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
      .addColumn('queue_id', 'text', (column) => column.notNull().references('queues.id'))
      .addColumn('privilege', 'text', notNull)
      .addColumn('granted_by', 'text', notNull)
      .addColumn('granted_at', 'bigint', notNull)
      .addPrimaryKeyConstraint('queue_grants_key', [
        'project_id',
        'user_id',
        'queue_id',
        'privilege',
      ])
      .execute();
    await schema
      .createIndex('queues_by_maker')
      .on('queues')
      .columns(['project_id', 'created_by'])
      .execute();
  },
};
