import { expect, test } from 'vitest';
import { migratedInMemory } from '../../../tests/support/migrated-in-memory.ts';
import { partsByNumber } from './0024-parts-by-number.ts';

test('what belongs to a job stays with it, and goes with it', async () => {
  const { connection } = await migratedInMemory(partsByNumber, oldRows);
  const read = (text: string) => connection.prepare(text).raw().all();
  expect(read('select * from cancel_intents')).toEqual([
    [7, 'ann', 5, 'user', 'r-7', 250],
    [9, 'bob', 6, 'user', 'r-9', null],
  ]);
  expect(read('select * from receipts')).toEqual([
    [7, 'of-7'],
    [9, 'of-9'],
  ]);
  expect(read('select seq, job_id, job_seq from events')).toEqual([
    [1, 'b', 7],
    [2, 'gone', null],
    [3, 'a', 9],
  ]);
  connection.exec(`delete from jobs where id = 'a'`);
  for (const table of ['cancel_intents', 'receipts']) {
    expect(read(`select job_seq from ${table}`)).toEqual([[7]]);
  }
});

const oldRows = `
  insert into queues (id, name, engine, slots, default_database, created_at, created_by)
    values ('q', 'default', 'scripted', 4, 'default', 0, 'x');
  insert into jobs (seq, id, project_id, kind, queue_id, queue_name, engine, statement_class, database,
    owner, priority, submitted_at, revision, status, tags, conf, sql)
  select seq, id, 'p', 'sql', 'q', 'default', 'scripted', 'query', 'default', 'x', 0, 0, 1,
    'cancelled', '[]', '[]', 'select 1'
  from (select 7 as seq, 'b' as id union select 8, 'c' union select 9, 'a');
  insert into cancel_intents values ('a', 'bob', 6, 'user', 'r-9', null);
  insert into cancel_intents values ('b', 'ann', 5, 'user', 'r-7', 250);
  insert into receipts values ('a', 'of-9'), ('b', 'of-7');
  insert into events (at, project_id, job_id, kind, detail) values
    (0, 'p', 'b', 'queued', '{}'), (0, 'p', 'gone', 'queued', '{}'), (0, 'p', 'a', 'queued', '{}');
`;
