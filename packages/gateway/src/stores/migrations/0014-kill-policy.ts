import type { Migration } from './migration.ts';

/** When a queue's jobs may have a host killed that neighbours work in. */
export const killPolicy: Migration = {
  name: '0014-kill-policy',
  async up(schema) {
    await schema
      .alterTable('queues')
      .addColumn('kill_policy', 'text', (column) => column.notNull().defaultTo('evict'))
      .execute();
    await schema.alterTable('queues').addColumn('evict_max_ms', 'bigint').execute();
  },
};
