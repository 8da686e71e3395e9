import { describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

/** What DuckDB 1.5.6 cannot replay by itself: each binds an expression. */
const changes: Record<string, readonly string[]> = {
  'ALTER … USING': [
    'CREATE TABLE t AS SELECT range AS a FROM range(1000)',
    "ALTER TABLE t ALTER a TYPE VARCHAR USING a::VARCHAR || 'z'",
  ],
  'an ALTER beside a generated column': [
    'CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a + 1))',
    'INSERT INTO t (a) SELECT range FROM range(1000)',
    'ALTER TABLE t RENAME COLUMN a TO c',
  ],
  'an ALTER beside a DEFAULT that calls a function': [
    'CREATE TABLE t (a INT, made TIMESTAMP DEFAULT now())',
    'INSERT INTO t (a) SELECT range FROM range(1000)',
    'ALTER TABLE t ADD COLUMN z INT',
  ],
  'a column added with a DEFAULT that is computed': [
    'CREATE TABLE t AS SELECT range AS a FROM range(1000)',
    'ALTER TABLE t ADD COLUMN made TIMESTAMP DEFAULT now()',
    'ALTER TABLE t ADD COLUMN r DOUBLE DEFAULT random()',
    'ALTER TABLE t DROP COLUMN a',
  ],
  'a field added to a STRUCT': [
    "CREATE TABLE t AS SELECT {'x': range} AS a FROM range(1000)",
    'ALTER TABLE t ADD COLUMN a.y INT',
  ],
};

describe('a host that is killed after a commit (I4)', () => {
  it.each(Object.entries(changes))('is followed by one that has %s', async (_, statements) => {
    const world = await startDuckdb();
    for (const sql of statements) {
      expect((await world.run(sql)).state.ending).toMatchObject({ how: 'succeeded' });
    }
    killHosts(world);
    expect(await world.rows('SELECT count(*) FROM t')).toEqual(['[1000]']);
    killHosts(world);
    expect(await world.rows('SELECT count(*) FROM t')).toEqual(['[1000]']);
    await world.close();
  });
});

function killHosts(world: DuckdbWorld): void {
  const pids = world.processes();
  expect(pids).toHaveLength(1);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}
