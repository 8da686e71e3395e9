import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

/** DuckDB 1.5.6 fails at the last of these in itself, and takes nothing more until it is started again. */
const toItsFault = [
  'CREATE OR REPLACE TABLE parent (a INT PRIMARY KEY)',
  'INSERT INTO parent VALUES (1)',
  'CREATE OR REPLACE TABLE child (a INT REFERENCES parent (a), b VARCHAR)',
  'CREATE OR REPLACE TABLE child (a INT)',
];
const fault = 'DELETE FROM parent';

describe('a host whose DuckDB fails in itself', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(() => world.close());

  async function failInside() {
    for (const sql of toItsFault) {
      expect((await world.run(sql)).state.ending.how).toBe('succeeded');
    }
    const neighbour = await world.submit(
      'CREATE OR REPLACE TABLE summed AS SELECT sum(hash(i)) AS h FROM range(200000000) r(i)',
    );
    await world.running(neighbour);
    const [failed, beside, write] = await Promise.all([
      world.run(fault),
      world.run('SELECT 1'),
      world.run('INSERT INTO kept VALUES (1)'),
    ]);
    return { failed, beside, write, neighbour: await world.ended(neighbour) };
  }

  it('fails the statement with what DuckDB says, and all others run in the next one', async () => {
    await world.run('CREATE TABLE kept (a INT)');
    const former = world.processes();
    const { failed, beside, write, neighbour } = await failInside();
    expect(failed.state.ending).toMatchObject({
      how: 'failed',
      error: { code: 'engine', message: expect.stringContaining('INTERNAL Error: ') },
    });
    const after = await world.run('SELECT 2');
    for (const job of [beside, neighbour, after]) {
      expect(job.state.ending).toMatchObject({ how: 'succeeded' });
    }
    // It may have begun to commit at that moment: then it fails, and has written nothing.
    const { ending } = write.state;
    const isWritten = ending.how === 'succeeded';
    expect(['succeeded', 'engine']).toContain('error' in ending ? ending.error.code : ending.how);
    expect(await world.rows('FROM kept')).toEqual(isWritten ? ['[1]'] : []);
    expect(await world.rows('SELECT count(*) FROM parent')).toEqual(['[1]']);
    expect(world.processes().filter((pid) => former.includes(pid))).toEqual([]);
  });
});
