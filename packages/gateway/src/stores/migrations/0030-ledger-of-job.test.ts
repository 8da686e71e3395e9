import { expect, test } from 'vitest';
import { migratedInMemory } from '../../../tests/support/migrated-in-memory.ts';
import { ledgerOfJob } from './0030-ledger-of-job.ts';

test('a job that lives keeps on its row all that it holds, in its order', async () => {
  const { connection } = await migratedInMemory(ledgerOfJob, oldRows);
  const ledgers = connection.prepare('select id, ledger from jobs order by id').raw().all();
  expect(ledgers).toEqual([
    ['holds', '[{"kind":"operation"},{"kind":"path"}]'],
    ['waits', '[]'],
  ]);
});

const oldRows = `
  insert into queues (id, name, engine, slots, default_database, created_at, created_by)
    values ('q', 'default', 'scripted', 4, 'default', 0, 'x');
  insert into jobs (id, project_id, kind, owner, status, queue_id, queue_name, engine, statement_class, database,
    priority, submitted_at, revision, tags, conf, sql)
  select id, 'p', 'sql', 'ann', status, 'q', 'default', 'duckdb', 'query', 'default', 0, 0, 1, '[]', '[]', 'SELECT 1'
  from (select 'holds' as id, 'running' as status union select 'waits', 'queued');
  insert into ledger values ('holds', 1, '{"kind":"path"}'), ('holds', 0, '{"kind":"operation"}');`;
