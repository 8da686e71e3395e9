import { expect, test } from 'vitest';
import { migratedInMemory } from '../../../tests/support/migrated-in-memory.ts';
import { batchCredentials } from './0028-batch-credentials.ts';

test('a batch that lives goes on with the key of its owner in its project, and nothing else gets one', async () => {
  const { connection } = await migratedInMemory(batchCredentials, oldRows);
  const keys = connection.prepare('select id, access_key from jobs order by id').raw().all();
  expect(keys).toEqual([
    ['ended', null],
    ['gone', null],
    ['sql', null],
    ['waits', 'AK1'],
    ['works', 'AK2'],
  ]);
});

const oldRows = `
  insert into domains values ('d', 'sluice');
  insert into projects values ('p', 'd', 'default'), ('lab', 'd', 'lab');
  insert into users values ('u', 'd', 'ann', '');
  insert into memberships values ('u', 'p', 'admin'), ('u', 'lab', 'admin');
  insert into credentials (access_key, sealed_secret, api_key_hash, user_id, project_id)
    values ('AK1', '', '1', 'u', 'p'), ('AK2', '', '2', 'u', 'lab');
  insert into queues (id, name, engine, slots, default_database, created_at, created_by)
    values ('q', 'default', 'scripted', 4, 'default', 0, 'x');
  insert into jobs (id, project_id, kind, owner, status, ended_at, queue_id, queue_name, engine,
    statement_class, database, priority, submitted_at, revision, tags, conf, sql)
  select id, project_id, kind, owner, status, ended_at, 'q', 'default', 'process', 'batch', 'default', 0, 0, 1,
    '[]', '[]', 'job.py'
  from (select 'ended' as id, 'p' as project_id, 'batch' as kind, 'ann' as owner, 'succeeded' as status,
      5 as ended_at
    union select 'gone', 'p', 'batch', 'bob', 'running', null
    union select 'sql', 'p', 'sql', 'ann', 'running', null
    union select 'waits', 'p', 'batch', 'ann', 'queued', null
    union select 'works', 'lab', 'batch', 'ann', 'running', null);`;
