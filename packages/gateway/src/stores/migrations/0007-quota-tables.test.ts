import { expect, test } from 'vitest';
import { migratedInMemory } from '../../../tests/support/migrated-in-memory.ts';
import { quotaTables } from './0007-quota-tables.ts';

test('the results that are there already are counted, by project', async () => {
  const { connection } = await migratedInMemory(quotaTables, oldRows);
  const usage = connection.prepare('select * from project_usage').all();
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
  insert into results (job_id, columns, row_count, rows_at, engine_bytes, inline_lines)
    values ('a1', '[]', 1, 'engine', 1000, null), ('a2', '[]', 1, 'inline', null, '["数"]'),
      ('a3', '[]', 1, 'none', null, null), ('b1', '[]', 1, 'engine', 30, null);
`;
