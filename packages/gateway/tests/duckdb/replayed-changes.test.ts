import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SessionCalls, sessionCalls } from '../support/session-calls.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

const types = "CREATE TYPE mood AS ENUM ('ok', 'bad')";
const macro = 'CREATE MACRO twice(x) AS x * 2';

/** What DuckDB 1.5.6 computes again when it replays its write-ahead file, or cannot replay. */
const changes: readonly (readonly [string, readonly string[], string])[] = [
  [
    'a column of a type of its own',
    [types, "CREATE TABLE t AS SELECT 'ok' AS i", 'ALTER TABLE t ALTER i TYPE mood'],
    'FROM t',
  ],
  [
    'values that are never the same',
    [
      'CREATE TABLE t AS SELECT range AS i FROM range(3)',
      'ALTER TABLE t ALTER i SET DATA TYPE DOUBLE USING random()',
    ],
    'FROM t',
  ],
  [
    'a macro',
    [macro, 'CREATE TABLE t AS SELECT 4 AS i', 'ALTER TABLE t ALTER i TYPE BIGINT USING twice(i)'],
    'FROM t',
  ],
  [
    'another column beside a CHECK',
    [
      types,
      "CREATE TABLE t (i VARCHAR, j INT, CHECK (i::mood <> 'bad'))",
      "INSERT INTO t VALUES ('ok', 1)",
      'ALTER TABLE t RENAME j TO k',
    ],
    'FROM t',
  ],
  [
    'another column beside one that is generated',
    [
      macro,
      'CREATE TABLE t (i INT, g INT GENERATED ALWAYS AS (twice(i)))',
      'INSERT INTO t VALUES (1)',
      'ALTER TABLE t ADD COLUMN k INT',
    ],
    'FROM t',
  ],
  [
    'a comment beside a CHECK',
    [macro, 'CREATE TABLE t (i INT, CHECK (twice(i) < 10))', "COMMENT ON COLUMN t.i IS 'halves'"],
    "SELECT comment FROM duckdb_columns() WHERE table_name = 't'",
  ],
  [
    'a schema that is gone with what was changed in it',
    [
      'CREATE TABLE t AS SELECT 1 AS i',
      'CREATE SCHEMA s',
      'CREATE TABLE s.u (k INT)',
      'ALTER TABLE s.u ADD COLUMN n INT',
      'CREATE SCHEMA IF NOT EXISTS z',
      'DROP SCHEMA s CASCADE',
    ],
    'FROM t',
  ],
  [
    'a table with a DEFAULT that is in another schema',
    [
      'CREATE SCHEMA IF NOT EXISTS z',
      'CREATE SEQUENCE q',
      "CREATE TABLE z.t (i INT DEFAULT nextval('q'), j INT)",
      'INSERT INTO z.t (j) VALUES (5)',
      'ALTER TABLE z.t RENAME j TO k',
    ],
    'FROM z.t',
  ],
  [
    'a comment that comes with what is made',
    [
      macro,
      "CREATE TABLE t (i INT CHECK (twice(i) < 9)); COMMENT ON COLUMN t.i IS 'x'",
      'INSERT INTO t VALUES (2)',
    ],
    'FROM t',
  ],
  [
    'a field of a struct',
    [
      macro,
      "CREATE TABLE t AS SELECT {'a': 1} AS s",
      'ALTER TABLE t ADD COLUMN s.c INT DEFAULT twice(4)',
    ],
    'FROM t',
  ],
  [
    'a type that is replaced, and another one with it',
    [
      types,
      'CREATE SCHEMA z2',
      'DROP SCHEMA z2',
      "CREATE OR REPLACE TYPE mood AS ENUM ('ok', 'bad', 'worse')",
      'CREATE TYPE moods AS mood[]',
    ],
    "SELECT ['worse']::moods",
  ],
  [
    'a type that is dropped and made anew, and another one with it',
    [
      types,
      'CREATE SCHEMA z2',
      'DROP SCHEMA z2',
      'DROP TYPE mood',
      types,
      'CREATE TYPE moods AS STRUCT(a mood)',
    ],
    "SELECT {'a': 'bad'}::moods",
  ],
  [
    'a table that refers to another one, made anew',
    [
      'CREATE TABLE p (i INT PRIMARY KEY)',
      'CREATE TABLE t (i INT REFERENCES p (i))',
      'ALTER TABLE t ADD COLUMN n INT',
      'CREATE OR REPLACE TABLE t (i INT REFERENCES p (i))',
    ],
    'SELECT count(*) FROM t',
  ],
];

const cleanUp = [
  'DROP TABLE IF EXISTS z.t',
  'DROP SEQUENCE IF EXISTS q',
  'DROP TABLE IF EXISTS t',
  'DROP TABLE IF EXISTS p',
  'DROP TYPE IF EXISTS moods',
  'DROP TYPE IF EXISTS mood',
  'DROP MACRO IF EXISTS twice',
];

describe('a change that DuckDB cannot be trusted to replay', () => {
  let world: DuckdbWorld;
  let calls: SessionCalls;
  beforeAll(async () => {
    world = await startDuckdb();
    calls = sessionCalls(world);
  });
  afterAll(() => world.close());

  async function killHost(): Promise<void> {
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    expect((await world.run('SELECT 1')).state.ending.how).toBe('succeeded');
  }

  async function run(statements: readonly string[]): Promise<void> {
    for (const sql of statements) {
      expect((await world.run(sql)).state.ending).toMatchObject({ how: 'succeeded' });
    }
  }

  it.each(changes)(
    'is there after the kill of the host, with the same values: %s',
    async (_of, statements, look) => {
      await run(statements);
      const before = await world.rows(look);
      await killHost();
      expect(await world.rows(look)).toEqual(before);
      expect(before).not.toEqual([]);
      await run(cleanUp);
    },
  );

  it('is there also where it was part of a transaction', async () => {
    await run([types, "CREATE TABLE t AS SELECT 'ok' AS i"]);
    const session = await calls.open();
    for (const sql of ['BEGIN', 'ALTER TABLE t ALTER i TYPE mood', 'COMMIT']) {
      await calls.run(session, sql);
    }
    await killHost();
    expect(await world.rows('SELECT i, typeof(i) FROM t')).toEqual([`["ok","ENUM('ok', 'bad')"]`]);
    await run(['DROP TABLE t', 'DROP TYPE mood']);
  });

  it('is there also where it was part of a transaction that dropped the table', async () => {
    await run([macro, 'CREATE TABLE t (i INT, j INT, CHECK (twice(i) < 10))']);
    const session = await calls.open();
    for (const sql of ['BEGIN', 'ALTER TABLE t RENAME j TO k', 'DROP TABLE t', 'COMMIT']) {
      await calls.run(session, sql);
    }
    await killHost();
    expect((await world.run('FROM t')).state.ending.how).toBe('failed');
    await run(cleanUp);
  });

  it('waits for an older transaction that takes a number of a sequence to be dropped', async () => {
    await run(['CREATE SEQUENCE q']);
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'SELECT count(*) FROM duckdb_sequences()');
    const drop = await world.submit('DROP SEQUENCE q');
    await world.running(drop);
    await calls.run(session, "SELECT nextval('q')");
    await calls.run(session, 'COMMIT');
    expect((await world.ended(drop)).state.ending.how).toBe('succeeded');
    await killHost();
  });

  it('of a name of a table waits before it runs: rows are logged under the new one from then on', async () => {
    await run(['CREATE TABLE named (i INT)']);
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    const inside = await calls.end(session, 'ALTER TABLE named RENAME TO t');
    expect(inside.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringMatching(/RENAME TO cannot run inside a transaction/) },
    });
    await calls.run(session, 'SELECT 1');
    const rename = await world.submit('ALTER TABLE named RENAME TO t');
    await world.running(rename);
    await run(['INSERT INTO named VALUES (1)']);
    await calls.run(session, 'COMMIT');
    expect((await world.ended(rename)).state.ending.how).toBe('succeeded');
    await run(['INSERT INTO t VALUES (2)']);
    await calls.run(session, 'BEGIN');
    const unwanted = await world.submit('ALTER TABLE t RENAME TO named');
    await world.running(unwanted);
    expect((await world.cancel(unwanted)).kind).toBe('cancelled');
    expect(await world.stores.jobs.receiptOf(unwanted.id)).toMatchObject({ rung: 'interrupt' });
    await calls.run(session, 'COMMIT');
    await killHost();
    expect(await world.rows('FROM t')).toEqual(['[1]', '[2]']);
    await run(cleanUp);
  });

  it('that was rolled back for a conflict holds up no write of others for good', async () => {
    await run(['CREATE TABLE p (i INT PRIMARY KEY)']);
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'SELECT count(*) FROM duckdb_tables()');
    await run(['CREATE TABLE t (i INT REFERENCES p (i))']);
    expect((await calls.end(session, 'ALTER TABLE p ADD COLUMN z INT')).state.ending.how).toBe(
      'failed',
    );
    await calls.run(session, 'ROLLBACK');
    await calls.close(session);
    await run(['INSERT INTO p VALUES (1)', 'INSERT INTO t VALUES (1)']);
    await run(cleanUp);
  });

  it('is committed together with those of other transactions', async () => {
    const sessions = await Promise.all(Array.from({ length: 4 }, () => calls.open()));
    await run(sessions.map((_, index) => `CREATE TABLE together_${index} AS SELECT 1 AS i`));
    const changes = sessions.map(async (session, index) => {
      await calls.run(session, 'BEGIN');
      await calls.run(session, `ALTER TABLE together_${index} ALTER i TYPE VARCHAR`);
      await calls.run(session, 'COMMIT');
    });
    await Promise.all(changes);
    await killHost();
    for (const index of sessions.keys()) {
      expect(await world.rows(`FROM together_${index}`)).toEqual(['["1"]']);
    }
  });

  it('comes through beside reads that take half a second, one after the other', async () => {
    await run(['CREATE TABLE among AS SELECT 1 AS i']);
    const over = new AbortController();
    const readers = [1, 2, 3].map(async () => {
      while (!over.signal.aborted) {
        await world.run('SELECT sum(hash(range)) FROM among, range(15000000)');
      }
    });
    const job = await world.run('ALTER TABLE among ALTER i TYPE VARCHAR');
    over.abort();
    await Promise.all(readers);
    expect(job.state.ending).toMatchObject({ how: 'succeeded' });
  });

  it('comes through beside others of its kind, and many small statements', async () => {
    const names = ['a', 'b', 'c'];
    await run(names.map((name) => `CREATE TABLE ${name} AS SELECT 1 AS i`));
    const over = new AbortController();
    const reading = (async () => {
      while (!over.signal.aborted) await world.rows('SELECT count(*) FROM a');
    })();
    const jobs = await Promise.all(
      names.map((name) => world.run(`ALTER TABLE ${name} ALTER i TYPE VARCHAR`)),
    );
    over.abort();
    await reading;
    for (const job of jobs) expect(job.state.ending).toMatchObject({ how: 'succeeded' });
  });

  it('is none where it is made of a temporary table: it waits for nobody', async () => {
    await run(['CREATE TABLE own AS SELECT 9 AS i']);
    const reader = await world.submit('SELECT count(*) FROM own, range(100000000000)');
    await world.running(reader);
    const session = await calls.open();
    await calls.run(session, 'CREATE TEMP TABLE own AS SELECT 1 AS i');
    await calls.run(session, 'ALTER TABLE own ADD COLUMN j INT DEFAULT 2');
    expect(await calls.rows(session, 'FROM own')).toEqual(['[1,2]']);
    await calls.close(session);
    expect((await world.cancel(reader)).kind).toBe('cancelled');
    expect(await world.rows('FROM own')).toEqual(['[9]']);
  });

  it('can be cancelled while it waits for a long reader, and has done nothing then', async () => {
    await run(['CREATE TABLE waited AS SELECT 1 AS i']);
    const reader = await world.submit('SELECT count(*) FROM waited, range(100000000000)');
    await world.running(reader);
    const change = await world.submit('ALTER TABLE waited ALTER i TYPE VARCHAR');
    await world.running(change);
    // Others go on meanwhile.
    expect(await world.rows('SELECT typeof(i) FROM waited')).toEqual(['["INTEGER"]']);
    expect((await world.cancel(change)).kind).toBe('cancelled');
    expect((await world.cancel(reader)).kind).toBe('cancelled');
    expect(await world.rows('SELECT typeof(i) FROM waited')).toEqual(['["INTEGER"]']);
  });
});
