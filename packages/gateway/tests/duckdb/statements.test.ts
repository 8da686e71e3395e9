import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isEnded } from '../../src/core/job/job.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('statements on DuckDB', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(() => world.close());

  it('rows of a query come back in order, with their columns', async () => {
    const job = await world.run("SELECT i AS n, 'x' || i AS name FROM range(3) t(i)");
    expect(job.state.ending).toMatchObject({
      how: 'succeeded',
      result: {
        rowCount: 3,
        columns: [
          { name: 'n', type: 'bigint', engineType: 'BIGINT' },
          { name: 'name', type: 'string', engineType: 'VARCHAR' },
        ],
      },
    });
    expect(await world.rows("SELECT i AS n, 'x' || i AS name FROM range(3) t(i)")).toEqual([
      '[0,"x0"]',
      '[1,"x1"]',
      '[2,"x2"]',
    ]);
  });

  it('a large result lies in a file of its own, whole and in order', async () => {
    const job = await world.run('SELECT i, sum(i) OVER () AS total FROM range(250000) t(i)');
    expect(job.state.ending).toMatchObject({
      result: { rowCount: 250_000, rows: { at: 'engine' } },
    });
    expect(world.files()).toContain(`${job.id}.duckdb`);
    const page = { offset: 249_999, limit: 10 };
    const { signal } = new AbortController();
    const answer = await world.actions.readResult(world.projectId, job.id, page, signal);
    const rows = answer.kind === 'rows' ? await Array.fromAsync(answer.rows) : [];
    expect(rows).toEqual(['[249999,31249875000]']);
  });

  it('many readers of one result do not disturb one another', async () => {
    const job = await world.run('SELECT i FROM range(100000) t(i)');
    const { signal } = new AbortController();
    const page = { offset: 0, limit: 100_000 };
    const counts = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const answer = await world.actions.readResult(world.projectId, job.id, page, signal);
        return answer.kind === 'rows' ? (await Array.fromAsync(answer.rows)).length : 0;
      }),
    );
    expect(counts).toEqual(Array.from({ length: 8 }, () => 100_000));
  });

  it('a write says how many rows it wrote, and RETURNING has rows', async () => {
    await world.run('CREATE TABLE counted (i INT)');
    const insert = await world.run('INSERT INTO counted SELECT i FROM range(7) t(i)');
    expect(insert.state.ending).toMatchObject({
      result: { affectedRows: 7, rows: { at: 'none' } },
    });
    expect(await world.rows('DELETE FROM counted WHERE i > 4 RETURNING i')).toEqual(['[5]', '[6]']);
    expect(await world.rows('SELECT count(*) FROM counted')).toEqual(['[5]']);
  });

  it('a SELECT that writes is a write', async () => {
    await world.run('CREATE SEQUENCE numbers');
    expect(await world.rows("SELECT nextval('numbers')")).toEqual(['[1]']);
    expect(await world.rows("SELECT nextval('numbers')")).toEqual(['[2]']);
  });

  it('PIVOT, which becomes two statements, runs as one', async () => {
    await world.run("CREATE TABLE sold AS FROM (VALUES ('a', 'x', 1), ('b', 'y', 2)) t(k, p, n)");
    expect(await world.rows('PIVOT sold ON p USING sum(n) ORDER BY k')).toHaveLength(2);
  });

  it('a column whose DEFAULT is computed is added whole or not at all', async () => {
    await world.run('CREATE TABLE dated AS SELECT range AS i FROM range(3)');
    const added = await world.run('ALTER TABLE dated ADD COLUMN made TIMESTAMP DEFAULT now()');
    expect(added.state.ending).toMatchObject({
      how: 'succeeded',
      result: { rows: { at: 'none' } },
    });
    await world.run('INSERT INTO dated (i) VALUES (3)');
    expect(await world.rows('SELECT count(made) FROM dated')).toEqual(['[4]']);
    const failed = await world.run(
      "ALTER TABLE dated ADD COLUMN n INT DEFAULT error('no ' || 'n')",
    );
    expect(failed.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('no n') },
    });
    expect(await world.rows('SELECT column_name FROM (DESCRIBE dated)')).toEqual([
      '["i"]',
      '["made"]',
    ]);
  });

  it('a check finds what is missing, also where DuckDB makes several statements of one', async () => {
    for (const change of ['DROP COLUMN a', 'ADD COLUMN made TIMESTAMP DEFAULT now()']) {
      const sql = `ALTER TABLE nowhere ${change}`;
      expect(await world.engine.check(world.projectId, sql, 'default')).toMatchObject({
        kind: 'refused',
        error: { code: 'semantic' },
      });
    }
  });

  it.each([
    ['SELECT $a, ?', 'syntax', 'Mixing named and positional parameters'],
    ["SELECT regexp_matches('a', '(')", 'semantic', 'missing )'],
    ["SELECT 1 LIMIT 'x'", 'semantic', "'x'"],
  ])('a check holds the text to blame for what DuckDB says of it: %s', async (sql, code, why) => {
    expect(await world.engine.check(world.projectId, sql, 'default')).toMatchObject({
      kind: 'refused',
      error: { code, message: expect.stringContaining(why) },
    });
  });

  it('the database of a job is where its names are looked up', async () => {
    await world.run('CREATE SCHEMA sales');
    await world.run('CREATE TABLE orders (id INT)', { database: 'sales' });
    expect(await world.rows('SELECT count(*) FROM sales.orders')).toEqual(['[0]']);
    const lost = await world.run('SELECT 1', { database: 'nowhere' });
    expect(lost.state.ending).toMatchObject({
      how: 'failed',
      error: { code: 'semantic', message: expect.stringContaining('no database named nowhere') },
    });
  });

  it('a database that was dropped is not there for the next job, though others ran in it just before', async () => {
    await world.run('CREATE SCHEMA passing');
    // Side by side, each on a connection: the DROP uses up only one of them.
    const long = 'SELECT sum(i) FROM range(50000000) t(i)';
    const inside = [1, 2, 3].map(() => world.run(long, { database: 'passing' }));
    for (const job of await Promise.all(inside)) expect(job.state.ending.how).toBe('succeeded');
    await world.run('DROP SCHEMA passing');
    const lost = await world.run('SELECT 1', { database: 'passing' });
    expect(lost.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('no database named passing') },
    });
  });

  it('the seed of what is random is not left to the next job', async () => {
    const drawn: string[] = [];
    for (let job = 0; job < 3; job++) {
      await world.run('SELECT setseed(0.5)');
      drawn.push(...(await world.rows('SELECT random()')));
    }
    expect(new Set(drawn).size).toBe(3);
  });

  it('an error after the first rows is a failure, never a short result (I11)', async () => {
    const job = await world.run(
      "SELECT CASE WHEN i = 2500000 THEN error('row ' || i) ELSE i END FROM range(3000000) t(i)",
    );
    expect(job.state.ending).toMatchObject({ how: 'failed', error: { code: 'runtime' } });
    expect(JSON.stringify(job.state.ending)).toContain('row 2500000');
    expect(world.files()).not.toContain(`${job.id}.duckdb`);
  });

  it('writers that meet try again and both are written', async () => {
    await world.run('CREATE TABLE account (id INT, amount INT)');
    await world.run('INSERT INTO account VALUES (1, 0)');
    const writers = await Promise.all(
      Array.from({ length: 12 }, () => world.run('UPDATE account SET amount = amount + 1')),
    );
    expect(writers.every((job) => job.state.ending.how === 'succeeded')).toBe(true);
    expect(await world.rows('SELECT amount FROM account')).toEqual(['[12]']);
  });

  it("progress rises, and is the engine's own", async () => {
    await world.run('CREATE TABLE wide AS SELECT i, md5(i::VARCHAR) AS m FROM range(4000000) t(i)');
    const job = await world.submit(
      "SELECT count(*) FROM wide WHERE regexp_matches(repeat(m, 40), '(a|b)+c.*9$')",
    );
    const seen: number[] = [];
    for (;;) {
      const found = await world.actions.findJob(world.projectId, job.id);
      if (!found || isEnded(found)) break;
      const progress = world.actions.progressOf(found);
      if (progress !== null && progress > (seen.at(-1) ?? 0)) seen.push(progress);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(seen.length).toBeGreaterThanOrEqual(3);
    expect(seen.every((value) => value > 0 && value <= 1)).toBe(true);
  });

  it('COPY writes into the bucket and does not overwrite', async () => {
    const copy = "COPY (SELECT i FROM range(10) t(i)) TO 'ten.csv' (HEADER)";
    expect((await world.run(copy)).state.ending.how).toBe('succeeded');
    expect(await world.rows("SELECT sum(i) FROM read_csv('ten.csv')")).toEqual(['[45]']);
    const again = await world.run(copy);
    expect(again.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('does not overwrite') },
    });
    expect(world.files().filter((name) => name.startsWith('.sluice'))).toEqual([]);
  });

  it('a file of parquet that was written over is read anew, also one as long and of the same second', async () => {
    const bucket = join(world.dataDir, 'projects', world.projectId, 'bucket');
    for (const n of [1, 2])
      await world.run(`COPY (SELECT ${n} AS n FROM range(2000)) TO '${n}' (FORMAT parquet)`);
    const [one, two] = [1, 2].map((n) => readFileSync(join(bucket, String(n))));
    expect(one?.length).toBe(two?.length);
    const second = new Date('2026-01-02T03:04:05Z');
    for (const n of [1, 2]) {
      writeFileSync(join(bucket, 'n.parquet'), readFileSync(join(bucket, String(n))));
      utimesSync(join(bucket, 'n.parquet'), second, second);
      expect(await world.rows("SELECT max(n) FROM 'n.parquet'")).toEqual([`[${n}]`]);
    }
  });
});
