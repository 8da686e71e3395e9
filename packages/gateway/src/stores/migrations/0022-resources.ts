import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Names of files in buckets, and the groups of these names. */
export const resources: Migration = {
  name: '0022-resources',
  async up(schema) {
    await schema
      .createTable('resources')
      .addColumn('project_id', 'text', notNull)
      // Empty: it is in no group. A null would be another each time.
      .addColumn('group_name', 'text', notNull)
      .addColumn('name', 'text', notNull)
      .addColumn('kind', 'text', notNull)
      .addColumn('bucket', 'text', notNull)
      .addColumn('key', 'text', notNull)
      .addColumn('tags', 'text', notNull)
      .addColumn('is_async', 'integer', notNull)
      .addColumn('owner', 'text', notNull)
      .addColumn('id', 'text', notNull)
      .addColumn('created_at', 'bigint', notNull)
      .addColumn('updated_at', 'bigint', notNull)
      .addPrimaryKeyConstraint('resources_key', ['project_id', 'name', 'group_name'])
      .execute();
    await schema
      .createTable('resource_groups')
      .addColumn('project_id', 'text', notNull)
      .addColumn('name', 'text', notNull)
      .addColumn('owner', 'text', notNull)
      .addColumn('created_at', 'bigint', notNull)
      .addColumn('updated_at', 'bigint', notNull)
      .addPrimaryKeyConstraint('resource_groups_key', ['project_id', 'name'])
      .execute();
  },
};
