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

  it('answers a synchronous DDL of a table that is there with the code of that', async () => {
    await world.run('CREATE TABLE twice (id INTEGER)');
    const answer = await submitSynchronously(dli, 'CREATE TABLE twice (id INTEGER)');
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } });
  });

  it.each([
    ['SELEKT 1', 'DLI.0004'],
    ['SELECT 1; SELECT 2', 'DLI.0007'],
    ['BEGIN', 'DLI.0007'],
    ["ATTACH 'elsewhere.db'", 'DLI.0003'],
    ['SELECT $1', 'DLI.0005'],
    ['SELECT $name', 'DLI.0005'],
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

  it.each([
    ['CREATE TABLE there (a INTEGER)', 'DLI.0006'],
    ['CREATE TABLE there AS SELECT 1 AS a; COMMENT ON TABLE there IS NULL', 'DLI.0006'],
    ['CREATE VIEW there AS SELECT 1 AS a', 'DLI.0006'],
    ['CREATE SCHEMA filled', 'DLI.0006'],
    ['DROP SCHEMA nosuch', 'DLI.0005'],
    ['DROP SCHEMA nosuch CASCADE', 'DLI.0005'],
    ['DROP SCHEMA filled', 'DLI.0005'],
    ['DROP VIEW there', 'DLI.0005'],
    ['ALTER TABLE there DROP COLUMN nosuch', 'DLI.0005'],
    ['ALTER TABLE "filled".t ADD COLUMN A TEXT', 'DLI.0005'],
    ['ALTER TABLE filled.t RENAME TO u', 'DLI.0006'],
    ["SELECT * FROM '/etc/passwd'", 'DLI.0003'],
  ])('says of %s, which cannot run now, that it is none', async (sql, error_code) => {
    await filled();
    const answer = await dli.call('POST', 'jobs/check-sql', { sql });
    expect(answer).toMatchObject({ status: 400, body: { error_code } });
    expect(await world.rows('FROM filled.t')).toEqual(['[1,"x"]']);
  });

  it.each([
    'CREATE TABLE IF NOT EXISTS there (b INTEGER)',
    'CREATE OR REPLACE TABLE there AS SELECT 1 AS a',
    'CREATE TABLE filled.there (id INTEGER PRIMARY KEY)',
    'DROP SCHEMA IF EXISTS nosuch',
    'DROP SCHEMA filled CASCADE',
    'DROP TABLE filled.t',
    'ALTER TABLE filled.t DROP COLUMN a',
    'ALTER TABLE filled.t RENAME TO v',
    'ALTER TABLE filled.t ADD COLUMN c INTEGER DEFAULT 1',
    'ALTER TABLE IF EXISTS nosuch DROP COLUMN a',
  ])('says of %s that it could run, and does nothing', async (sql) => {
    await filled();
    const answer = await dli.call('POST', 'jobs/check-sql', { sql });
    expect(answer).toMatchObject({ status: 200, body: { message: 'the sql is ok' } });
    expect(await world.rows('FROM filled.t')).toEqual(['[1,"x"]']);
    const tables =
      'SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL';
    expect((await world.rows(tables)).filter((row) => !row.includes('_sluice'))).toEqual(
      expect.arrayContaining(['["default","there"]', '["filled","t"]', '["filled","u"]']),
    );
  });

  it('says of a database that is not there the same as the job', async () => {
    const body = { sql: 'SELECT 1', currentdb: 'nosuch' };
    const checked = (await dli.call('POST', 'jobs/check-sql', body)).body as { error_msg: string };
    expect(checked.error_msg).toContain('There is no database named nosuch.');
  });

  async function filled(): Promise<void> {
    await world.run('CREATE TABLE IF NOT EXISTS there AS SELECT 1 AS a');
    await world.run('CREATE SCHEMA IF NOT EXISTS filled');
    await world.run("CREATE TABLE IF NOT EXISTS filled.t AS SELECT 1 AS a, 'x' AS b");
    await world.run('CREATE TABLE IF NOT EXISTS filled.u (a INTEGER)');
  }

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
