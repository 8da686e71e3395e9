import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import type { Answer, DliCalls } from './call-dli.ts';
import { callDliOnDuckdb } from './call-dli-on-duckdb.ts';

describe('the dialect on DuckDB', () => {
  let world: DuckdbWorld;
  let dli: DliCalls;
  beforeAll(async () => {
    world = await startDuckdb();
    dli = await callDliOnDuckdb(world);
  });
  afterAll(async () => {
    await dli.close();
    await world.close();
  });

  it('keeps digits, names and text as they are', async () => {
    const jobId = await dli.submit(
      `SELECT 170141183460469231731687303715884105727::HUGEINT AS "数", 0.10::DECIMAL(10,2) AS d,
        '中文' AS d, NULL::VARCHAR AS n, '' AS e, [1, 2] AS l, {'a b': 1} AS s`,
    );
    await world.actions.awaitEnding(world.projectId, jobId, 60_000);

    const preview = await dli.call('GET', `jobs/${jobId}/preview`);
    const words = ['decimal(38,0)', 'decimal(10,2)', 'string', 'string', 'string', 'array<int>'];
    expect((preview.body as { schema: object[] }).schema.flatMap(Object.entries)).toEqual([
      ...['数', 'd', 'd', 'n', 'e', 'l'].map((name, at) => [name, words[at]]),
      ['s', 'struct<`a b`:int>'],
    ]);
    expect(preview.text).toMatch(
      /"rows":\[\[170141183460469231731687303715884105727,"0\.10","中文",null,"",\[1,2\],\{"a b":1\}\]\]\}$/,
    );

    const status = await dli.call('GET', `jobs/${jobId}/status`);
    expect(status.body).toMatchObject({ engine_type: 'duckdb', status: 'FINISHED' });
    const { detail } = status.body as { detail: string };
    const { fields } = JSON.parse(detail) as { fields: { name: string; type: unknown }[] };
    expect(fields.at(-2)).toMatchObject({
      name: 'l',
      type: { type: 'array', elementType: 'integer' },
    });
    expect(fields.at(-1)).toMatchObject({
      name: 's',
      type: { type: 'struct', fields: [{ name: 'a b', type: 'integer' }] },
    });
  });

  it('answers a synchronous DDL with what it did', async () => {
    expect(
      await submitSynchronously(dli, 'CREATE TABLE orders (id INTEGER, amount DOUBLE)'),
    ).toMatchObject({
      status: 200,
      body: { job_type: 'DDL', job_mode: 'sync', schema: [], rows: [] },
    });
    expect((await submitSynchronously(dli, 'SHOW TABLES')).body).toMatchObject({
      job_type: 'DDL',
      schema: [{ name: 'string' }],
      rows: [['orders']],
    });
    expect((await submitSynchronously(dli, 'DESCRIBE orders')).body).toMatchObject({
      rows: [
        ['id', 'INTEGER', 'YES', null, null, null],
        ['amount', 'DOUBLE', 'YES', null, null, null],
      ],
    });
  });

  it.each([
    ['SELEKT 1', 'DLI.0004'],
    ['SELECT 1; SELECT 2', 'DLI.0007'],
    ['BEGIN', 'DLI.0007'],
    ["ATTACH 'elsewhere.db'", 'DLI.0003'],
  ])('refuses %s at the submit with %s', async (sql, error_code) => {
    const before = await dli.call('GET', 'jobs');
    for (const path of ['submit-job', 'check-sql']) {
      const answer = await dli.call('POST', `jobs/${path}`, { sql });
      expect(answer).toMatchObject({ status: 400, body: { error_code } });
    }
    expect((await dli.call('GET', 'jobs')).body).toEqual(before.body);
  });

  it('finds what is not there when the statement is checked, or when it runs', async () => {
    const sql = 'SELECT * FROM nosuch';
    expect(await dli.call('POST', 'jobs/check-sql', { sql })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0005' },
    });
    const jobId = await dli.submit(sql);
    await world.actions.awaitEnding(world.projectId, jobId, 60_000);
    const status = await dli.call('GET', `jobs/${jobId}/status`);
    expect(status.body).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(/^DLI\.0005: .*nosuch/) as string,
    });
  });

  it('stops a running scan', async () => {
    const jobId = await dli.submit(
      'CREATE TABLE copied AS SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b',
    );
    const job = await world.actions.findJob(world.projectId, jobId);
    if (!job) throw new Error('the job is not there');
    await world.running(job);
    expect(await dli.call('DELETE', `jobs/${jobId}`)).toMatchObject({
      status: 200,
      text: '{"is_success":true,"message":""}',
    });
    const progress = await dli.call('GET', `jobs/${jobId}/progress`);
    expect(progress.body).toMatchObject({ status: 'CANCELLED', progress: 1 });
    expect(await world.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = 'copied'")).toEqual(
      [],
    );
  });
});

function submitSynchronously(dli: DliCalls, sql: string): Promise<Answer> {
  const conf = ['dli.sql.sqlasync.enabled=false'];
  return dli.call('POST', 'jobs/submit-job', { sql, conf });
}
