import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SessionCalls, sessionCalls } from '../support/session-calls.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

// DuckDB 1.5.6 notes each foreign key with the table that it refers to. Where it does so for nothing, each DELETE of that table
// fails in DuckDB itself, after a restart as well.
describe('a table that others refer to', () => {
  let world: DuckdbWorld;
  let calls: SessionCalls;
  let hosts: number[];
  beforeAll(async () => {
    world = await startDuckdb();
    calls = sessionCalls(world);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    await run('DROP TABLE IF EXISTS child');
    await run('DROP TABLE IF EXISTS other');
    await run('CREATE OR REPLACE TABLE parent (i INT PRIMARY KEY)');
    await run('INSERT INTO parent VALUES (1)');
    hosts = world.processes();
  });

  async function run(sql: string): Promise<void> {
    const { ending } = (await world.run(sql)).state;
    if (ending.how !== 'succeeded') throw new Error(`${sql}: ${JSON.stringify(ending)}`);
  }

  async function messageOf(sql: string): Promise<string> {
    const { ending } = (await world.run(sql)).state;
    return 'error' in ending ? ending.error.message : ending.how;
  }

  /** Also by the host that comes after this one. */
  async function expectSound(): Promise<void> {
    await run('DELETE FROM parent');
    expect(world.processes()).toEqual(hosts);
    for (const pid of hosts) process.kill(pid, 'SIGKILL');
    await run('DELETE FROM parent');
    await run('DROP TABLE IF EXISTS child');
    await run('DROP TABLE parent');
  }

  it.each(['child (i INT)', 'child (i INT REFERENCES parent (i))'])(
    'takes a DELETE where one of these was there already: %s',
    async (there) => {
      await run(`CREATE TABLE ${there}`);
      await run('CREATE TABLE IF NOT EXISTS child (i INT REFERENCES parent (i))');
      await run('CREATE TABLE IF NOT EXISTS child (i INT DEFAULT 1REFERENCES parent (i))');
      expect(await messageOf('CREATE TABLE child (i INT REFERENCES parent (i))')).toMatch(
        /already exists/,
      );
      expect(await world.rows('SELECT count(*) FROM child')).toEqual(['[0]']);
      await expectSound();
    },
  );

  it.each([
    ['CREATE TABLE child (i INT REFERENCES parent (i))', /already exists.*rolled back/s],
    [
      'CREATE TABLE IF NOT EXISTS child (i INT REFERENCES parent (i))',
      /there already.*rolled back/s,
    ],
  ])('takes a DELETE after a transaction with %s', async (sql, why) => {
    await run('CREATE TABLE child (i INT)');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    const job = await calls.end(session, sql);
    expect(job.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringMatching(why) },
    });
    expect((await calls.end(session, 'COMMIT')).state.ending.how).toBe('failed');
    await calls.close(session);
    await expectSound();
  });

  it('takes a DELETE where one that refers to it was to be replaced, or renamed', async () => {
    await run('CREATE TABLE child (i INT REFERENCES parent (i))');
    const why = /has foreign keys.*Drop it first/;
    expect(await messageOf('CREATE OR REPLACE TABLE child (i INT)')).toMatch(why);
    expect(await messageOf('CREATE OR REPLACE TABLE child AS SELECT 1 AS i')).toMatch(why);
    expect(await messageOf('ALTER TABLE child RENAME TO other')).toMatch(why);
    await run('CREATE OR REPLACE TABLE child (i INT REFERENCES parent (i))');
    await run('CREATE OR REPLACE TABLE other AS SELECT 1 AS i');
    await run('ALTER TABLE other RENAME TO another');
    await run('DROP TABLE another');
    await expectSound();
  });

  it.each([
    "child (i INT, d TEXT DEFAULT 'FOREIGN KEY (i) REFERENCES parent(i)')",
    "child (i INT, d TEXT DEFAULT 'it''s', CHECK (d <> 'FOREIGN KEY (i) REFERENCES parent(i)'))",
    'child (i INT, "FOREIGN KEY (i) REFERENCES parent(i)" INT)',
  ])(
    'takes a DELETE where one that looks as if it referred to it comes instead: %s',
    async (table) => {
      await run('CREATE TABLE child (i INT REFERENCES parent (i))');
      expect(await messageOf(`CREATE OR REPLACE TABLE ${table}`)).toMatch(/has foreign keys/);
      const inOtherLetters = 'CREATE OR REPLACE TABLE Child (i INT REFERENCES parent (i))';
      expect(await messageOf(inOtherLetters)).toMatch(/has foreign keys/);
      await expectSound();
    },
  );

  it('is neither renamed nor replaced, also where one that refers to it was altered', async () => {
    await run('CREATE TABLE child (i INT REFERENCES PARENT (i), j INT)');
    await run('ALTER TABLE child ADD COLUMN k INT');
    const why = /child refer to default.parent.*Drop default.child first/i;
    expect(await messageOf('ALTER TABLE parent RENAME TO another')).toMatch(why);
    expect(await messageOf('CREATE OR REPLACE TABLE parent (j INT)')).toMatch(why);
    expect(await messageOf('CREATE OR REPLACE TABLE parent (i INT PRIMARY KEY)')).toMatch(why);
    await run('INSERT INTO child VALUES (1, 1, 1)');
    await run('DELETE FROM child');
    await expectSound();
  });

  it('may refer to itself, and be replaced then', async () => {
    const own = 'TABLE own (i INT PRIMARY KEY, j INT REFERENCES own (i))';
    await run(`CREATE ${own}`);
    await run(`CREATE OR REPLACE ${own}`);
    await run('INSERT INTO own VALUES (1, NULL)');
    expect(await messageOf('INSERT INTO own VALUES (2, 3)')).toMatch(/foreign key/);
    await run('DROP TABLE own');
    await expectSound();
  });

  it('may refer to itself, and is not renamed then', async () => {
    await run('CREATE TABLE own (i INT PRIMARY KEY, j INT REFERENCES own (i))');
    expect(await messageOf('ALTER TABLE own RENAME TO another')).toMatch(/own has foreign keys/);
    await run('DROP TABLE own');
    await run("CREATE TABLE own (i INT, j TEXT DEFAULT ', )', e ENUM ('a', 'b'))");
    await run('ALTER TABLE own RENAME TO another');
    await run('DROP TABLE another');
  });

  it('has a name that has to be quoted', async () => {
    await run('CREATE TABLE "a (b) ""c"" " (i INT PRIMARY KEY)');
    await run('CREATE TABLE child (i INT REFERENCES "default"."a (b) ""c"" " (i))');
    await run('ALTER TABLE child ADD COLUMN j INT');
    expect(await messageOf('ALTER TABLE "a (b) ""c"" " RENAME TO another')).toMatch(/child refer/);
    await run('DROP TABLE child');
    await run('DROP TABLE "a (b) ""c"" "');
  });

  it('is beside one that checks its rows with a macro of another database', async () => {
    await run('CREATE SCHEMA other_one');
    const session = await calls.open();
    await calls.run(session, 'USE other_one');
    await calls.run(session, 'CREATE MACRO is_good(x) AS x > 0');
    await calls.run(session, 'CREATE TABLE checked (i INT PRIMARY KEY CHECK (is_good(i)))');
    await calls.close(session);
    await run('CREATE TABLE child (i INT REFERENCES parent (i))');
    await run('CREATE OR REPLACE TABLE other (i INT)');
    await run('ALTER TABLE other RENAME COLUMN i TO j');
    expect(await messageOf('CREATE OR REPLACE TABLE child (i INT)')).toMatch(/Drop it first/);
    await run('ALTER TABLE child ADD COLUMN j INT');
    expect(await messageOf('ALTER TABLE parent RENAME TO another')).toMatch(/child refer to/);
    await run('DROP TABLE other_one.checked');
    await run('DROP MACRO other_one.is_good');
    await run('DROP SCHEMA other_one');
  });

  it('is one of two that are made in one transaction', async () => {
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'CREATE TABLE other (i INT PRIMARY KEY)');
    await calls.run(session, 'CREATE TABLE IF NOT EXISTS child (i INT REFERENCES other (i))');
    await calls.run(session, 'COMMIT');
    await calls.close(session);
    expect(await messageOf('DROP TABLE other')).toMatch(/main key table/);
    await run('DROP TABLE child');
    await expectSound();
  });
});
