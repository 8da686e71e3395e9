import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('text that could break the lines between gateway and host', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(() => world.close());

  it.each([0x0a, 0x0d, 0x85, 0x2028, 0x2029, 0x1f600, 0xfeff])(
    'character %i comes back as it was',
    async (code) => {
      const text = `a${String.fromCodePoint(code)}b`;
      expect(await world.rows(`SELECT '${text}' AS t /* ${text} */`)).toEqual([
        JSON.stringify([text]),
      ]);
      expect(await world.rows(`SELECT 'a' || chr(${code}) || 'b'`)).toEqual([
        JSON.stringify([text]),
      ]);
    },
  );

  it('in a result of many rows as well', async () => {
    const rows = await world.rows('SELECT chr(8232) || i FROM range(5000) t(i)');
    expect(rows).toHaveLength(5_000);
    expect(rows.at(-1)).toBe(JSON.stringify(['\u20284999']));
  });
});

describe('a COPY whose place is taken', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(() => world.close());

  it('into a directory that is not there fails before it runs, without a path of the machine', async () => {
    const job = await world.run("COPY (SELECT 1) TO 'nowhere/x.csv'");
    expect(job.state.ending).toMatchObject({ how: 'failed', error: { code: 'runtime' } });
    expect(JSON.stringify(job.state.ending)).not.toContain(world.dataDir);
  });

  it('of two to one place one succeeds, and its file is whole (I4)', async () => {
    const copy = (n: number) =>
      world.run(`COPY (SELECT ${n} AS n FROM range(200000)) TO 'one.csv'`);
    const endings = (await Promise.all([copy(1), copy(2), copy(3)])).map(
      ({ state }) => state.ending.how,
    );
    expect(endings.sort()).toEqual(['failed', 'failed', 'succeeded']);
    expect(await world.rows("SELECT count(*), count(DISTINCT n) FROM read_csv('one.csv')")).toEqual(
      ['[200000,1]'],
    );
  });

  it('by a directory that came meanwhile fails and leaves nothing', async () => {
    const job = await world.submit(
      "COPY (SELECT i FROM range(3000000) t(i)) TO 'parts' (FORMAT csv, PER_THREAD_OUTPUT)",
    );
    await world.running(job);
    mkdirSync(join(world.dataDir, 'projects', world.projectId, 'bucket', 'parts', 'mine'), {
      recursive: true,
    });
    expect((await world.ended(job)).state.ending.how).toBe('failed');
    expect(world.files().filter((name) => name.startsWith('.sluice'))).toEqual([]);
  });
});
