import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

/** Work of many seconds, in each shape that a user has. */
const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';
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
/** DuckDB does not look for interrupts while it computes this. */
const deaf = "SELECT levenshtein(repeat('a', 300000), repeat('b', 300000))";

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

describe('cancel on DuckDB, one slot', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ slots: 1 });
  });
  afterAll(() => world.close());

  it('case 2: a queued job ends at once and the running one is unharmed (I5, I6)', async () => {
    const runner = await world.submit('SELECT count(*) FROM range(2000000000)');
    await world.running(runner);
    const waiter = await world.submit('CREATE TABLE never (i INT)');
    expect((await world.cancel(waiter)).kind).toBe('cancelled');
    expect((await world.ended(runner)).state.ending.how).toBe('succeeded');
    expect(
      await world.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'never'"),
    ).toEqual(['[0]']);
    const receipt = await world.actions.receiptOf(world.projectId, waiter.id);
    expect(receipt).toMatchObject({ rung: null, phases: { delivered: null } });
  });

  it('case 25: the slot is back', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    await world.cancel(job);
    expect((await world.run('SELECT 1')).state.ending.how).toBe('succeeded');
  });
});

describe('the last rung on DuckDB', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ slots: 4, interruptMs: 500 });
    await world.run('CREATE TABLE written (i BIGINT)');
  });
  afterAll(() => world.close());

  it('case 5, 30: a deaf statement ends with its host; neighbours run again and nothing twice (I6)', async () => {
    const [before] = world.processes();
    const job = await world.submit(deaf);
    await world.running(job);
    const reader = await world.submit('SELECT count(*) FROM range(4000000000)');
    const writer = await world.submit('INSERT INTO written SELECT count(*) FROM range(4000000000)');
    await world.running(reader);
    await world.running(writer);

    const verdict = await world.cancel(job);
    expect(verdict.kind).toBe('cancelled');
    expect(world.processes()).not.toContain(before);

    expect((await world.ended(reader)).state.ending.how).toBe('succeeded');
    expect((await world.ended(writer)).state.ending.how).toBe('succeeded');
    expect(await world.rows('SELECT * FROM written')).toEqual(['[4000000000]']);
    const receipt = await world.actions.receiptOf(world.projectId, job.id);
    expect(receipt?.rung).toBe('kill-host');
    expect(receipt?.collateral.join()).toContain(reader.id);
    expect(receipt?.collateral.join()).toContain(writer.id);
  });

  it('case 38: a stopped host answers nothing, and the next rung ends it', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    for (const pid of world.processes()) process.kill(pid, 'SIGSTOP');
    expect((await world.cancel(job)).kind).toBe('cancelled');
    const receipt = await world.actions.receiptOf(world.projectId, job.id);
    expect(receipt?.rungs.map(({ rung }) => rung)).toContain('kill-host');
  });

  it('case 24: a host that dies by itself makes its jobs fail, and a cancelled one cancelled', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    const { ending } = (await world.ended(job)).state;
    expect(ending).toMatchObject({ how: 'failed', error: { code: 'engine' } });
    expect((await world.run('SELECT 1')).state.ending.how).toBe('succeeded');
  });
});
