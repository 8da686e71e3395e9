import type { ColumnDefinitionBuilder } from 'kysely';
import type { Migration } from './migration.ts';
import { notNull } from './not-null.ts';

/** Who may come in: domains, projects, users, what they may do, and what they log in with. */
export const identityTables: Migration = {
  name: '0003-identity-tables',
  async up(schema) {
    await schema
      .createTable('domains')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull().unique())
      .execute();
    await schema
      .createTable('projects')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('domain_id', 'text', references('domains.id'))
      .addColumn('name', 'text', notNull)
      .addUniqueConstraint('projects_name', ['domain_id', 'name'])
      .execute();
    await schema
      .createTable('users')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('domain_id', 'text', references('domains.id'))
      .addColumn('name', 'text', notNull)
      .addColumn('password_hash', 'text', notNull)
      .addUniqueConstraint('users_name', ['domain_id', 'name'])
      .execute();
    await schema
      .createTable('memberships')
      .addColumn('user_id', 'text', references('users.id'))
      .addColumn('project_id', 'text', references('projects.id'))
      .addColumn('role', 'text', notNull)
      .addPrimaryKeyConstraint('memberships_key', ['user_id', 'project_id'])
      .execute();
    await schema
      .createTable('credentials')
      .addColumn('access_key', 'text', (column) => column.primaryKey())
      .addColumn('sealed_secret', 'text', notNull)
      .addColumn('api_key_hash', 'text', (column) => column.notNull().unique())
      .addColumn('user_id', 'text', references('users.id'))
      .addColumn('project_id', 'text', references('projects.id'))
      .execute();
    await schema
      .createTable('tokens')
      .addColumn('hash', 'text', (column) => column.primaryKey())
      .addColumn('user_id', 'text', references('users.id'))
      .addColumn('project_id', 'text', references('projects.id'))
      .addColumn('issued_at', 'bigint', notNull)
      .addColumn('expires_at', 'bigint', notNull)
      .execute();
  },
};

function references(target: string) {
  return (column: ColumnDefinitionBuilder) => column.notNull().references(target);
}
