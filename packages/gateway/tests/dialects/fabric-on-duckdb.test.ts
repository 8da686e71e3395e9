import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/system/system-clock.ts';
import { projectId } from '../access/personas.ts';
import { scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { callFabric, type FabricCalls } from './start-fabric.ts';

describe('the dialect on DuckDB', () => {
  let world: DuckdbWorld;
  let fabric: FabricCalls;
  beforeAll(async () => {
    world = await startDuckdb({ projectId });
    fabric = await callFabric({ ...world, clock: systemClock });
  });
  afterAll(async () => {
    await fabric.close();
    await world.close();
  });

  it('keeps what a session has from statement to statement, in one text and in several', async () => {
    const { open, run } = fabric;
    const sessionId = await open();
    const made = await run(
      sessionId,
      `CREATE SCHEMA shop; USE shop; -- a comment; with a semicolon
       CREATE TEMP TABLE t (i INT, s VARCHAR); INSERT INTO t VALUES (1, 'a;b'), (2, NULL);`,
    );
    expect(made.body).toMatchObject({
      status: 2,
      results: [
        { status: 'PGRES_COMMAND_OK', message: 'OK' },
        { status: 'PGRES_COMMAND_OK', message: 'OK' },
        { status: 'PGRES_COMMAND_OK', message: 'OK' },
        { status: 'PGRES_COMMAND_OK', message: 'INSERT 0 2', num_rows: 2 },
      ],
    });
    const read = await run(sessionId, 'SELECT current_schema() AS c, i, s FROM t ORDER BY i');
    expect(read.body).toMatchObject({
      status: 0,
      results: [
        {
          num_rows: 2,
          result_set: {
            rows: [
              ['shop', '1', 'a;b'],
              ['shop', '2', null],
            ],
          },
        },
      ],
    });
  });

  it('gives values as PostgreSQL writes them, with its types', async () => {
    const { open, run } = fabric;
    const { body } = await run(
      await open(),
      `SELECT true AS a, 1::TINYINT AS b, 2::BIGINT AS c, 1.50::DECIMAL(10,2) AS d, 2.0::DOUBLE AS e,
        0.5::FLOAT AS f, 'x' AS g, '\\x00\\xFF'::BLOB AS h, DATE '2024-02-29' AS i,
        TIMESTAMP '2024-02-29 12:00:00.5' AS j, TIMESTAMPTZ '2024-02-29 12:00:00+02' AS k,
        170141183460469231731687303715884105727::HUGEINT AS l, [1, 2] AS m, NULL::INT AS n,
        DATE '0044-03-15 (BC)' AS o`,
    );
    const [entry] = (body as Executed).results;
    expect(entry?.result_set.rows).toEqual([
      [
        't',
        '1',
        '2',
        '1.50',
        '2',
        '0.5',
        'x',
        '\\x00ff',
        '2024-02-29',
        '2024-02-29 12:00:00.5',
        '2024-02-29 10:00:00+00',
        '170141183460469231731687303715884105727',
        '[1,2]',
        null,
        '0044-03-15 BC',
      ],
    ]);
    expect(entry?.result_set.columns.map((one) => [one.type, one.size, one.type_mod])).toEqual([
      [16, 1, -1],
      [21, 2, -1],
      [20, 8, -1],
      [1700, -1, ((10 << 16) | 2) + 4],
      [701, 8, -1],
      [700, 4, -1],
      [25, -1, -1],
      [17, -1, -1],
      [1082, 4, -1],
      [1114, 8, -1],
      [1184, 8, -1],
      [1700, -1, -1],
      [25, -1, -1],
      [23, 4, -1],
      [1082, 4, -1],
    ]);
  });

  it('pages a result that lies with the engine, and cuts it at limit', async () => {
    const { call, open, run } = fabric;
    const sessionId = await open();
    const { body } = await run(sessionId, 'SELECT range AS i FROM range(250000)', {
      limit: 200_500,
    });
    const { statement_id, results } = body as Executed;
    expect(results[0]).toMatchObject({ num_rows: 200_500, row_count: 1_000, page_count: 201 });
    const path = `sessions/${sessionId}/statements/${statement_id}`;
    const last = (await call('GET', `${path}?page_num=201`)).body as Executed;
    expect(last.results[0]?.result_set.rows.length).toBe(500);
    expect(last.results[0]?.result_set.rows.at(-1)).toEqual(['200499']);
    const past = (await call('GET', `${path}?page_num=202`)).body as Executed;
    expect(past.results[0]).toMatchObject({ row_count: 0, result_set: { rows: [] } });
  });

  it('cuts a result wider than a page allows by what its rows really take, and gives each row once', async () => {
    const { call, open, run } = fabric;
    const sessionId = await open();
    // As it is kept it takes a few hundred KB: all the same character.
    const wide = "SELECT repeat('x', 20000) || i AS t FROM range(3000) AS r(i)";
    const { body, text } = await run(sessionId, wide);
    const { statement_id, results } = body as Executed;
    expect(results[0]).toMatchObject({ num_rows: 3_000, row_count: 500, page_count: 6 });
    const path = `sessions/${sessionId}/statements/${statement_id}`;
    const pages = [text];
    for (let page = 2; page <= 6; page++)
      pages.push((await call('GET', `${path}?page_num=${page}`)).text);
    for (const page of pages) expect(page.length).toBeLessThan(17 * 2 ** 20);
    const rows = pages.flatMap(
      (page) => (JSON.parse(page) as Executed).results[0]?.result_set.rows,
    );
    expect(rows.map((row) => (row as string[])[0]?.slice(20_000))).toEqual(
      Array.from({ length: 3_000 }, (_, i) => String(i)),
    );
  });

  it('has one row that is wider than a page on a page with those beside it', async () => {
    const { open, run } = fabric;
    const sql =
      "SELECT CASE i WHEN 1500 THEN repeat('x', 20000000) ELSE 'y' END AS t FROM range(2000) AS r(i)";
    const { results } = (await run(await open(), sql)).body as Executed;
    expect(results[0]).toMatchObject({ num_rows: 2_000, row_count: 1_000, page_count: 2 });
  });

  it('counts lists, structs, bytes and JSON as the text that they are', async () => {
    const { open, run } = fabric;
    for (const value of [
      "[repeat('x', 20000)]",
      "{'a': repeat('x', 20000)}",
      "encode(repeat('x', 10000))",
      "to_json(repeat('x', 20000))",
    ]) {
      const { text } = await run(await open(), `SELECT ${value} AS v, i FROM range(2000) AS r(i)`);
      const { results } = JSON.parse(text) as Executed;
      expect(text.length).toBeLessThan(17 * 2 ** 20);
      expect(results[0]?.row_count).toBe(500);
    }
  });

  it('fails what cannot be parsed, is refused or is too long in its turn, behind what ran', async () => {
    const { open, run } = fabric;
    const sessionId = await open();
    for (const [sql, sql_state] of [
      ['SELEKT 2', '42601'],
      ['SELECT * FROM nosuch', '42P01'],
      ["ATTACH 'x.db'", '42501'],
      ['SET threads = 1', '0A000'],
      ["SELECT 'open", '42601'],
      [`SELECT '${'x'.repeat(2_000_000)}'`, '0A000'],
    ] as const) {
      const { status, body } = await run(sessionId, sql);
      expect({ status, body }).toMatchObject({ status: 200, body: { status: -1 } });
      expect((body as Executed).results).toMatchObject([{ sql_state }]);
    }
    const { body } = await run(
      sessionId,
      'CREATE TABLE half (i INT); SELECT * FROM nosuch; DROP TABLE half',
    );
    expect((body as Executed).results.map((one) => one.status)).toEqual([
      'PGRES_COMMAND_OK',
      'PGRES_FATAL_ERROR',
    ]);
    expect((await run(sessionId, 'SELECT * FROM half')).body).toMatchObject({ status: 0 });
  });

  it('cancels what runs, rolls its transaction back, and the session goes on', async () => {
    const { call, open, submit, run } = fabric;
    const sessionId = await open();
    const id = await submit(sessionId, `BEGIN; CREATE TABLE gone (i INT); ${scan}; COMMIT`);
    await untilRunning(id);
    const answer = await call('POST', `sessions/${sessionId}/statements/${id}/cancel`);
    expect(answer.status).toBe(200);
    const shown = await call('GET', `sessions/${sessionId}/statements/${id}`);
    expect(shown.body).toMatchObject({ status: 4 });
    expect((shown.body as Executed).results.at(-1)).toMatchObject({
      sql_state: '57014',
      message:
        'canceling statement due to user request. ' +
        'The session lost its open transaction, which was rolled back.',
    });
    // As PostgreSQL has it, the transaction that failed is ended by its user.
    expect((await run(sessionId, 'SELECT 1')).body).toMatchObject({ status: -1 });
    const after = await run(sessionId, 'ROLLBACK; SELECT * FROM gone');
    expect((after.body as Executed).results.map((one) => one.status)).toEqual([
      'PGRES_COMMAND_OK',
      'PGRES_FATAL_ERROR',
    ]);
    expect((await run(sessionId, 'SELECT 1')).body).toMatchObject({ status: 0 });
  });

  it('executes a statement once with each row of bindings, as values and never as text', async () => {
    const { call, open, run } = fabric;
    const sessionId = await open();
    const made = 'CREATE TEMP TABLE bound (i INTEGER, d DATE, s VARCHAR)';
    expect((await run(sessionId, made)).body).toMatchObject({ status: 2 });
    const hostile = "'); DROP TABLE bound; --";
    const bindings = [
      ['1', '2024-02-29', hostile],
      ['2', null, '$1'],
    ];
    const insert = 'INSERT INTO bound VALUES ($1, $2, $3);';
    const written = await run(sessionId, insert, { bindings });
    expect(written.body).toMatchObject({
      status: 2,
      results: [{ message: 'INSERT 0 1' }, { message: 'INSERT 0 1' }],
    });
    const read = 'SELECT i, d, s FROM bound WHERE i >= ? ORDER BY i';
    const { statement_id, results } = (await run(sessionId, read, { bindings: [['1']] }))
      .body as Executed;
    expect(results[0]?.result_set.rows).toEqual([
      ['1', '2024-02-29', hostile],
      ['2', null, '$1'],
    ]);
    const kept = await world.actions.findJob(projectId, statement_id);
    expect(kept?.request).toMatchObject({ sql: read, parameters: [{ type: 'text', text: '1' }] });

    // The first value that is none of its type stops what comes behind it.
    const unfit = [['3'], ['three'], ['4']];
    const { body } = await run(sessionId, 'INSERT INTO bound (i) VALUES (?)', { bindings: unfit });
    expect(body).toMatchObject({
      status: -1,
      results: [
        { status: 'PGRES_COMMAND_OK' },
        {
          sql_state: '22000',
          message: 'What was given for parameter 1 is no value of the type INTEGER.',
        },
      ],
    });
    const count = await run(sessionId, 'SELECT count(*) FROM bound');
    expect((count.body as Executed).results[0]?.result_set.rows).toEqual([['3']]);
    const order = { session_id: sessionId, statement: 'SELECT $2', bindings: [['1']] };
    expect(await call('POST', 'sessions/statements', order)).toMatchObject({
      status: 400,
      body: { error_code: 'common.01000001' },
    });
  });

  it('binds values inside a transaction, whose statements go on after one that does not fit', async () => {
    const { open, run } = fabric;
    const sessionId = await open();
    await run(sessionId, 'CREATE TEMP TABLE inside (i INTEGER); BEGIN');
    const insert = 'INSERT INTO inside VALUES (?)';
    expect((await run(sessionId, insert, { bindings: [['1']] })).body).toMatchObject({ status: 2 });
    expect((await run(sessionId, insert, { bindings: [['x']] })).body).toMatchObject({
      status: -1,
    });
    expect((await run(sessionId, insert, { bindings: [['2']] })).body).toMatchObject({ status: 2 });
    const { body } = await run(sessionId, 'COMMIT; SELECT sum(i) FROM inside');
    expect((body as Executed).results.at(-1)?.result_set.rows).toEqual([['3']]);
  });

  it('gives results as files of the bucket, one a page, which SQL can read', async () => {
    const { call, open, run } = fabric;
    const sessionId = await open();
    const sql = 'SELECT i::INTEGER AS i, i % 2 = 0 AS even FROM range(1500) t(i) ORDER BY i';
    const mode = { resultset_fetch_mode: 'READ_OBS', limit: 1_200 };
    const answered = (await run(sessionId, sql, mode)).body as Executed & {
      readonly results: readonly object[];
    };
    const { statement_id } = answered;
    const [entry] = answered.results;
    expect(entry).toMatchObject({
      session_id: expect.stringMatching(/./) as string,
      num_rows: 1_200,
      page_count: 2,
      obs_endpoint: expect.stringMatching(/^http:/) as string,
      obs_bucket_name: 'sluice-results',
      obs_file_path_prefix: `${statement_id}/`,
    });
    expect(entry).not.toHaveProperty('result_set');
    const bucket = join(world.dataDir, 'projects', projectId, 'bucket', 'sluice-results');
    expect(readdirSync(join(bucket, statement_id)).sort()).toEqual(['1.json', '2.json']);
    const second = JSON.parse(readFileSync(join(bucket, statement_id, '2.json'), 'utf8')) as object;
    expect(second).toMatchObject({
      columns: [
        { name: 'i', type: 23 },
        { name: 'even', type: 16 },
      ],
    });
    const { rows } = second as { rows: unknown[] };
    expect([rows.length, rows[0], rows.at(-1)]).toEqual([200, ['1000', 't'], ['1199', 'f']]);
    const read = `SELECT sum(len("rows")) FROM read_json('sluice-results/${statement_id}/*.json')`;
    const sum = (await run(sessionId, read)).body as Executed;
    expect(sum.results[0]?.result_set.rows).toEqual([['1200']]);
    // What the request wished stays, unless a call says otherwise.
    const path = `sessions/${sessionId}/statements/${statement_id}`;
    expect((await call('GET', path)).body).toEqual(answered);
    const inline = (await call('GET', `${path}?is_enable_obs_path=false`)).body as Executed;
    expect(inline.results[0]?.result_set.rows.length).toBe(1_000);
  });

  it('keeps a transaction open after what cannot be parsed or bound, and rolls it back after what fails', async () => {
    const { open, run } = fabric;
    const sessionId = await open();
    await run(sessionId, 'CREATE TABLE unit (i INTEGER PRIMARY KEY)');
    const count = async () =>
      ((await run(sessionId, 'SELECT count(*) FROM unit')).body as Executed).results[0]?.result_set
        .rows[0]?.[0];
    for (const unread of ['SELEKT 1', 'SELECT * FROM nosuch', 'SELECT nosuch FROM unit']) {
      await run(sessionId, 'BEGIN; DELETE FROM unit; INSERT INTO unit VALUES (1)');
      expect((await run(sessionId, unread)).body).toMatchObject({ status: -1 });
      expect((await run(sessionId, 'COMMIT')).body).toMatchObject({ status: 2 });
      expect(await count()).toBe('1');
    }
    for (const failing of ['INSERT INTO unit VALUES (1)', "SELECT error('no') FROM unit"]) {
      await run(sessionId, 'BEGIN; INSERT INTO unit VALUES (2)');
      expect((await run(sessionId, failing)).body).toMatchObject({ status: -1 });
      expect((await run(sessionId, 'COMMIT')).body).toMatchObject({ status: -1 });
      expect(await count()).toBe('1');
    }
  });

  it('closes with a statement that runs', async () => {
    const { call, open, submit } = fabric;
    const sessionId = await open();
    const id = await submit(sessionId, scan);
    await untilRunning(id);
    expect((await call('DELETE', `sessions/${sessionId}`)).status).toBe(200);
    const { body } = await call('GET', `sessions/${sessionId}/statements`);
    expect(body).toMatchObject({ total: 1, records: [{ status: 'CANCELED' }] });
  });

  it('fails a statement whose host died, with 58000', async () => {
    const { call, open, submit } = fabric;
    const sessionId = await open();
    const id = await submit(sessionId, scan);
    await untilRunning(id);
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    await world.actions.awaitEnding(projectId, id, 60_000);
    const shown = await call('GET', `sessions/${sessionId}/statements/${id}`);
    expect(shown.body).toMatchObject({ status: -1, results: [{ sql_state: '58000' }] });
    const { body } = await call('GET', `sessions/${sessionId}/statements`);
    expect(body).toMatchObject({ total: 1, records: [{ status: 'FAILED' }] });
  });

  /** The last statement of a request that has begun is the one that runs long. */
  async function untilRunning(first: string): Promise<void> {
    for (;;) {
      const page = { offset: 0, limit: 100, order: 'submitted_desc' } as const;
      const { jobs } = await world.actions.listJobs(projectId, { statuses: ['running'] }, page);
      const found = jobs.find(
        ({ request }) => request.session?.script === first && request.sql === scan,
      );
      if (found) return world.running(found);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
});

interface Executed {
  readonly statement_id: string;
  readonly results: readonly {
    readonly status: string;
    readonly num_rows: number;
    readonly row_count: number;
    readonly page_count: number;
    readonly result_set: {
      readonly columns: readonly { type: number; size: number; type_mod: number }[];
      readonly rows: readonly (string | null)[][];
    };
  }[];
}
