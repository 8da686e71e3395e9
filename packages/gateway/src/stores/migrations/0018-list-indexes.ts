import { type SchemaModule, sql } from 'kysely';
import type { Migration } from './migration.ts';

/**
 * The indexes of lists hold jobs that have ended, and are written once for each, with its duration: a
 * job that has not is found by `jobs_open`.
 */
export const listIndexes: Migration = {
  name: '0018-list-indexes',
  async up(schema) {
    const columns = ['status', 'queue_name', 'owner', 'database', 'statement_class'];
    for (const column of columns) {
      const name = column === 'queue_name' ? 'jobs_by_queue' : `jobs_by_${column}`;
      await ofEnded(schema, name, ['project_id', column, ...inOrder]);
    }
    await ofEnded(schema, 'jobs_by_duration', ['project_id', 'duration_ms', 'seq']);
    await schema.dropIndex('jobs_by_project').execute();
    await schema
      .createIndex('jobs_by_project')
      .on('jobs')
      .columns(['project_id', ...inOrder])
      .where(sql.ref('ended_at'), 'is not', null)
      // Always true: it is used by those alone who say so. SQLite takes it for as good as one with a filter.
      .where(sql.ref('seq'), '>', sql.lit(0))
      .execute();
    await schema.dropIndex('jobs_open').execute();
    await schema
      .createIndex('jobs_open')
      .on('jobs')
      .columns(['project_id', 'submitted_at', 'seq'])
      .where(sql.ref('ended_at'), 'is', null)
      .execute();
  },
};

const inOrder = ['submitted_at', 'seq', 'duration_ms'];

async function ofEnded(schema: SchemaModule, name: string, columns: string[]): Promise<void> {
  await schema.dropIndex(name).execute();
  await schema
    .createIndex(name)
    .on('jobs')
    .columns(columns)
    .where(sql.ref('ended_at'), 'is not', null)
    .execute();
}
