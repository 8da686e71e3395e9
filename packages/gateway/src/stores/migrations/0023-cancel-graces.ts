import type { Migration } from './migration.ts';

/** How long a batch may take to end by itself, where its cancel says so. */
export const cancelGraces: Migration = {
  name: '0023-cancel-graces',
  async up(schema) {
    await schema.alterTable('cancel_intents').addColumn('grace_ms', 'bigint').execute();
  },
};
