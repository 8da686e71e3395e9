import type { Migration } from './migration.ts';

/** The values of a statement's parameters. Few statements have any. */
export const parameters: Migration = {
  name: '0017-parameters',
  async up(schema) {
    await schema.alterTable('jobs').addColumn('parameters', 'text').execute();
  },
};
