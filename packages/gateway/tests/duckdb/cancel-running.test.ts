import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

/** Work of many seconds, in each shape that a user has. */
const heavy: Record<string, string> = {
  scan,
  join: 'SELECT count(*) FROM range(3000000) a(i), range(3000000) b(j) WHERE a.i < b.j',
  sort: 'SELECT i FROM range(400000000) t(i) ORDER BY hash(i) LIMIT 5 OFFSET 100000000',
  CTAS: 'CREATE TABLE half AS SELECT i, md5(i::VARCHAR) AS m FROM range(1000000000) t(i)',
  insert: 'INSERT INTO kept SELECT i FROM range(10000000000) t(i) WHERE hash(i) % 3 = 0',
  COPY: "COPY (SELECT i, md5(i::VARCHAR) FROM range(1000000000) t(i)) TO 'half.csv'",
  'partitioned COPY':
    "COPY (SELECT i % 5 AS p, md5(i::VARCHAR) FROM range(1000000000) t(i)) TO 'parts' (FORMAT csv, PARTITION_BY (p))",
  'large result': 'SELECT i, md5(i::VARCHAR) FROM range(1000000000) t(i)',
};
describe('cancel on DuckDB', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ slots: 4 });
    await world.run('CREATE TABLE kept (i BIGINT)');
  });
  afterAll(() => world.close());

  it.each(Object.entries(heavy))(
    'case 1: a running %s stops and leaves nothing (I3, I4)',
    async (_, sql) => {
      const job = await world.submit(sql);
      await world.running(job);
      await pause(300);
      const verdict = await world.cancel(job);
      expect(verdict.kind).toBe('cancelled');

      const receipt = await world.actions.receiptOf(world.projectId, job.id);
      expect(receipt).toMatchObject({ ending: 'cancelled', rung: 'interrupt', collateral: [] });
      expect(receipt?.checks.every((check) => check.isGone)).toBe(true);
      expect(world.files()).toEqual([]);
      expect(await world.rows('SELECT count(*) FROM kept')).toEqual(['[0]']);
      expect(
        await world.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'"),
      ).toEqual(['[0]']);
      expect(await world.stores.jobs.ledgerOf(job.id)).toEqual([]);
    },
  );

  it('case 6: finished work is refused with its true ending', async () => {
    const job = await world.run('SELECT 1');
    const verdict = await world.cancel(job);
    expect(verdict).toMatchObject({
      kind: 'ended_otherwise',
      job: { state: { ending: { how: 'succeeded' } } },
    });
    expect(await world.actions.receiptOf(world.projectId, job.id)).toBeNull();
  });

  it('case 7: fifty at once are one cancel, and all hear the same', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => world.cancel(job)));
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['cancelled']));
  });

  it('case 27: a late interrupt hits no other statement', async () => {
    for (let round = 0; round < 25; round++) {
      const job = await world.submit('SELECT count(*) FROM range(3000000)');
      const cancelled = world.cancel(job);
      const next = await world.run('SELECT sum(i) FROM range(1000000) t(i)');
      expect(next.state.ending.how).toBe('succeeded');
      await cancelled;
    }
  });

  it('case 37: a cancel that lands around a COMMIT says what truly happened (I4)', async () => {
    const endings = new Set<string>();
    for (let round = 0; round < 30; round++) {
      const table = `around_${round}`;
      const job = await world.submit(`CREATE TABLE ${table} AS SELECT i FROM range(300000) t(i)`);
      await pause(round * 2);
      await world.cancel(job);
      const { ending } = (await world.ended(job)).state;
      endings.add(ending.how);
      const count = `SELECT count(*) FROM duckdb_tables() WHERE table_name = '${table}'`;
      expect(await world.rows(count)).toEqual([ending.how === 'succeeded' ? '[1]' : '[0]']);
    }
    expect([...endings].every((how) => how === 'succeeded' || how === 'cancelled')).toBe(true);
  });
});

it('case 25: a gateway that stops leaves no process', async () => {
  const world = await startDuckdb();
  const job = await world.submit(scan);
  await world.running(job);
  expect(world.processes()).toHaveLength(1);
  await world.close();
  expect(world.processes()).toEqual([]);
});
