import { expect, test } from 'vitest';
import { migratedInMemory } from '../../../tests/support/migrated-in-memory.ts';
import { deletedBatches } from './0029-deleted-batches.ts';

test('a batch that a delete had stopped is deleted, and nothing else', async () => {
  const { connection } = await migratedInMemory(deletedBatches, oldRows);
  const marks = connection.prepare('select id, deleted_at from jobs order by id').raw().all();
  expect(marks).toEqual([
    ['cancelled', null],
    ['deleted', 5],
    ['finished first', null],
    ['lives', null],
  ]);
});

const oldRows = `
  insert into queues (id, name, engine, slots, default_database, created_at, created_by)
    values ('q', 'default', 'scripted', 4, 'default', 0, 'x');
  insert into jobs (seq, id, status, ended_at, project_id, kind, owner, queue_id, queue_name, engine,
    statement_class, database, priority, submitted_at, revision, tags, conf, sql, program)
  select seq, id, status, ended_at, 'p', 'batch', 'ann', 'q', 'default', 'process', 'batch', 'default', 0, 0, 1,
    '[]', '[]', 'job.py', '{}'
  from (select 1 as seq, 'cancelled' as id, 'cancelled' as status, 5 as ended_at
    union select 2, 'deleted', 'cancelled', 5
    union select 3, 'finished first', 'succeeded', 5
    union select 4, 'lives', 'running', null);
  insert into cancel_intents (job_seq, by, at, reason, request_id)
    values (1, 'bob', 4, 'user', 'r'), (2, 'bob', 4, 'deleted', 'r'), (3, 'bob', 4, 'deleted', 'r');`;
