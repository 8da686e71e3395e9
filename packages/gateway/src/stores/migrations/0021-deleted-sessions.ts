import type { Migration } from './migration.ts';

/** Which sessions that ended by themselves somebody has deleted: that can be done once. */
export const deletedSessions: Migration = {
  name: '0021-deleted-sessions',
  async up(schema) {
    await schema.alterTable('sessions').addColumn('deleted_at', 'bigint').execute();
  },
};
