import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SessionCalls, sessionCalls } from '../support/session-calls.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('an index', () => {
  let world: DuckdbWorld;
  let calls: SessionCalls;
  beforeAll(async () => {
    world = await startDuckdb();
    calls = sessionCalls(world);
    const statements = [
      'CREATE MACRO twice(x) AS x * 2',
      'CREATE TYPE num AS DECIMAL(9, 2)',
      `CREATE TABLE t (i INT, xg INT, l INT[], s STRUCT(a INT), "a ""b"", c'" INT, "(i + 1)" INT, "Größe" INT,
         g INT GENERATED ALWAYS AS (i + 3), "of it" INT GENERATED ALWAYS AS (twice(i)),
         n num GENERATED ALWAYS AS (i), last INT)`,
      'INSERT INTO t (i) VALUES (1)',
    ];
    for (const sql of statements) await succeed(sql);
  });
  afterAll(() => world.close());

  async function endingOf(sql: string) {
    return (await world.run(sql)).state.ending;
  }

  async function succeed(sql: string): Promise<void> {
    expect(await endingOf(sql)).toMatchObject({ how: 'succeeded' });
  }

  it.each([
    '(twice(i))',
    '(i::num)',
    '(i + 1)',
    'l[1]',
    '(s.a)',
    'upper(s::VARCHAR)',
    'g',
    'i, "of it"',
    'n',
    '(-i)',
  ])('over what is computed is refused: %s', async (columns) => {
    expect(
      await endingOf(`CREATE INDEX refused ON t (${columns.replace(/^l\[1\]$/, '(l[1])')})`),
    ).toMatchObject({
      how: 'failed',
      error: {
        code: 'not_supported',
        message: expect.stringMatching(/^The index refused is over .+, which is computed/),
      },
    });
  });

  it.each(['i', '(i)', 'xg, last', '"a ""b"", c\'"', '"(i + 1)"', '"Größe"', 'I DESC'])(
    'over columns that are stored is made, and is there after the kill of the host: %s',
    async (columns) => {
      await succeed(`CREATE INDEX plain ON t (${columns})`);
      for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
      // Its checkpoint needs each index.
      await succeed('CREATE SCHEMA another');
      await succeed('DROP SCHEMA another');
      expect(await endingOf('DROP INDEX plain')).toMatchObject({ how: 'succeeded' });
    },
  );

  it('that is refused in a transaction takes all of it back', async () => {
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO t (i) VALUES (2)');
    const refused = await calls.end(session, 'CREATE INDEX refused ON t (g)');
    expect(refused.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringMatching(/is computed.*rolled back/) },
    });
    await calls.run(session, 'ROLLBACK');
    expect(await world.rows('SELECT i FROM t')).toEqual(['[1]']);
    await calls.close(session);
  });

  it('of a temporary table is over whatever one likes', async () => {
    const session = await calls.open();
    await calls.run(session, 'CREATE TEMP TABLE own (i INT)');
    const made = await calls.end(session, 'CREATE INDEX other ON own ((i + 1))');
    expect(made.state.ending).toMatchObject({ how: 'succeeded' });
    await calls.close(session);
  });
});
