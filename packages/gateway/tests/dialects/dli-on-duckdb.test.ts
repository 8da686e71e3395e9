import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/system/system-clock.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { type DliCalls, callDli } from './call-dli.ts';

describe('the dialect on DuckDB', () => {
  let world: DuckdbWorld;
  let dli: DliCalls;
  beforeAll(async () => {
    world = await startDuckdb();
    const { actions, stores } = world;
    const { identities } = stores;
    dli = await callDli({ actions, identities, clock: systemClock }, world.projectId);
  });
  afterAll(async () => {
    await dli.close();
    await world.close();
  });

  const ended = async (jobId: string) => {
    const awaited = await world.actions.awaitEnding(world.projectId, jobId, 60_000);
    expect(awaited.kind).toBe('ended');
  };

  it('keeps digits, names and text as they are', async () => {
    const jobId = await dli.submit(
      `SELECT 170141183460469231731687303715884105727::HUGEINT AS "数", 0.10::DECIMAL(10,2) AS d,
        '中文' AS d, NULL::VARCHAR AS n, '' AS e, [1, 2] AS l, {'a b': 1} AS s, map(['k'], [2]) AS m`,
    );
    await ended(jobId);
    const { text } = await dli.call('GET', `jobs/${jobId}/preview`);
    const status = await dli.call('GET', `jobs/${jobId}/status`);
    console.log(text, status.body);
  });

  it('describes a table synchronously, and refuses one that is not there', async () => {
    const conf = ['dli.sql.sqlasync.enabled=false'];
    const created = await dli.call('POST', 'jobs/submit-job', {
      sql: 'CREATE TABLE orders (id INTEGER, amount DOUBLE)',
      conf,
    });
    console.log(created.body);
    console.log((await dli.call('POST', 'jobs/submit-job', { sql: 'DESCRIBE orders', conf })).body);
    console.log((await dli.call('POST', 'jobs/submit-job', { sql: 'SHOW TABLES', conf })).body);
    console.log((await dli.call('POST', 'jobs/submit-job', { sql: 'DESCRIBE nosuch', conf })).body);
    console.log((await dli.call('POST', 'jobs/submit-job', { sql: 'SELEKT', conf })).body);
    console.log(
      (await dli.call('POST', 'jobs/submit-job', { sql: 'SELECT 1; SELECT 2', conf })).body,
    );
    console.log((await dli.call('POST', 'jobs/submit-job', { sql: 'BEGIN', conf })).body);
    console.log((await dli.call('POST', 'jobs/submit-job', { sql: "ATTACH 'x'", conf })).body);
    console.log(
      (await dli.call('POST', 'jobs/check-sql', { sql: 'SELECT * FROM nosuch', conf })).body,
    );
    console.log((await dli.call('POST', 'jobs/check-sql', { sql: 'FROM orders', conf })).body);
  });
});
