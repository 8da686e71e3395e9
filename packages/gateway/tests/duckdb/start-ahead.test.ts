import { expect, it } from 'vitest';
import { startDuckdb } from '../support/start-duckdb.ts';

it('only what can write nothing may start before its claim is on disk', async () => {
  const world = await startDuckdb();
  await world.run('CREATE TABLE t (n INTEGER)');
  const may = async (sql: string) => {
    const job = await world.run(sql);
    expect(job.state.ending.how).toBe('succeeded');
    return world.engine.mayStartAhead(job);
  };
  expect(await may('SELECT 1')).toBe(true);
  expect(await may('INSERT INTO t VALUES (1)')).toBe(false);
  expect(await may('EXPLAIN ANALYZE INSERT INTO t VALUES (2)')).toBe(false);
  expect(await may('/* so */ explain (ANALYZE) DELETE FROM t')).toBe(false);
  const read = await world.run('SELECT 1');
  const prepared = { ...read, request: { ...read.request, sql: 'EXECUTE adding(1)' } };
  expect(world.engine.mayStartAhead(prepared)).toBe(false);
  await world.close();
});
