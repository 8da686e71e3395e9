import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Statements and values that users have saved under names. */
export const savedTexts: Migration = {
  name: '0027-saved-texts',
  async up(schema, sequence) {
    await schema
      .createTable('saved_texts')
      .addColumn('id', sequence.type, sequence.build)
      .addColumn('project_id', 'text', notNull)
      .addColumn('kind', 'text', notNull)
      .addColumn('name', 'text', notNull)
      .addColumn('text', 'text', notNull)
      .addColumn('description', 'text', notNull)
      .addColumn('group_name', 'text', notNull)
      .addColumn('owner', 'text', notNull)
      .addColumn('created_at', 'bigint', notNull)
      .addColumn('updated_at', 'bigint', notNull)
      .addUniqueConstraint('saved_texts_key', ['project_id', 'kind', 'name'])
      .execute();
  },
};
