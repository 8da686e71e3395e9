import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** The record of changes that were asked for. */
export const audit: Migration = {
  name: '0011-audit',
  async up(schema, sequence) {
    await schema
      .createTable('audit')
      .addColumn('seq', sequence.type, sequence.build)
      .addColumn('at', 'bigint', notNull)
      .addColumn('project_id', 'text')
      .addColumn('user_name', 'text', notNull)
      .addColumn('role', 'text')
      .addColumn('credential_kind', 'text', notNull)
      .addColumn('credential_id', 'text', notNull)
      .addColumn('action', 'text', notNull)
      .addColumn('remote_address', 'text', notNull)
      .addColumn('request_id', 'text', notNull)
      .addColumn('user_agent', 'text')
      .addColumn('outcome', 'text')
      .addColumn('target', 'text')
      .execute();
    const index = (name: string) => schema.createIndex(name).on('audit');
    await index('audit_by_project').columns(['project_id', 'seq']).execute();
    await index('audit_by_user').columns(['project_id', 'user_name', 'seq']).execute();
    await index('audit_by_action').columns(['project_id', 'action', 'seq']).execute();
  },
};
