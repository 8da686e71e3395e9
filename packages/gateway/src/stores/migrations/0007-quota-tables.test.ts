import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { SequenceColumn } from '../database.ts';
import type { Tables } from '../tables.ts';
import { queueTables } from './0001-queue-tables.ts';
import { jobTables } from './0002-job-tables.ts';
import { identityTables } from './0003-identity-tables.ts';
import { quotaTables } from './0007-quota-tables.ts';

const sequence: SequenceColumn = { type: 'integer', build: (column) => column.primaryKey() };

test('the results that are there already are counted, by project', async () => {
  const connection = new BetterSqlite3(':memory:');
  const database = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  onTestFinished(() => database.destroy());
  const usage = await database.transaction().execute(async (transaction) => {
    for (const migration of [queueTables, jobTables, identityTables]) {
      await migration.up(transaction.schema, sequence, transaction);
    }
    connection.exec(oldRows);
    await quotaTables.up(transaction.schema, sequence, transaction);
    return transaction.selectFrom('project_usage').selectAll().execute();
  });
  expect(usage).toEqual([
    { project_id: 'a', result_bytes: 1_000 + 7 + 0 },
    { project_id: 'b', result_bytes: 30 },
  ]);
});

const oldRows = `
  insert into queues values ('q', null, 'default', 'scripted', 4, 'default', null, null, 0, 'x');
  insert into jobs (id, project_id, kind, queue_id, queue_name, engine, statement_class, database,
    owner, priority, submitted_at, revision, status, tags, conf, sql)
  select id, project, 'sql', 'q', 'default', 'scripted', 'query', 'default', 'x', 0, 0, 1,
    'succeeded', '[]', '[]', 'select 1'
  from (select 'a1' as id, 'a' as project union select 'a2', 'a' union select 'a3', 'a'
    union select 'b1', 'b' union select 'c1', 'c');
  insert into results values ('a1', '[]', 1, null, 'engine', 1000, null);
  insert into results values ('a2', '[]', 1, null, 'inline', null, '["数"]');
  insert into results values ('a3', '[]', 1, null, 'none', null, null);
  insert into results values ('b1', '[]', 1, null, 'engine', 30, null);
`;
