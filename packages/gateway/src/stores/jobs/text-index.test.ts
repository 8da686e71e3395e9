import { expect, test } from 'vitest';
import { migratedInMemory } from '../../../tests/support/migrated-in-memory.ts';
import { forgetTexts, indexTexts, sliceLength } from './text-index.ts';

const jobs = 50 * sliceLength;

test('the index of texts stays in few parts, and gives back what deleted jobs had', async () => {
  const { connection, database } = await migratedInMemory();
  connection.exec(someJobs);
  const one = (select: string) => Number(connection.prepare(select).pluck().get());
  const parts = () => one('select count(distinct segid) from job_texts_idx');
  const pages = () => one('select count(*) from job_texts_data');

  for (let done = 0; done < jobs; done += sliceLength) {
    await database.transaction().execute(indexTexts);
  }
  expect(one('select count(*) from job_texts_docsize')).toBe(jobs);
  expect(parts()).toBeLessThan(20);
  const filled = pages();

  for (let from = 1; from <= jobs - sliceLength; from += 100) {
    const seqs = Array.from({ length: 100 }, (_, index) => from + index);
    await database.transaction().execute((transaction) => forgetTexts(transaction, seqs));
  }
  expect(parts()).toBeLessThan(20);
  expect(pages()).toBeLessThan(filled / 4);
});

const someJobs = `
  insert into queues (id, name, engine, slots, default_database, created_at, created_by)
    values ('q', 'default', 'scripted', 4, 'default', 0, 'x');
  with recursive n(i) as (select 1 union all select i + 1 from n where i < ${jobs})
  insert into jobs (seq, id, project_id, kind, owner, status, queue_id, queue_name, engine, statement_class, database,
    priority, submitted_at, revision, tags, conf, sql)
  select i, 'job ' || i, 'p', 'sql', 'ann', 'succeeded', 'q', 'default', 'duckdb', 'query', 'default', 0, 0, 1, '[]', '[]',
    'SELECT count(*) FROM orders_' || (i % 977) || ' WHERE customer = ' || (i * 7919 % 100003)
  from n;`;
