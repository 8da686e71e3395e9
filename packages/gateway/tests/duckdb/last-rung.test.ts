import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computing } from '../support/computing.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

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
    await computing(before ?? 0);
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

  it('case 24: a host that dies by itself makes its jobs fail, and a cancelled one cancelled', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    const { ending } = (await world.ended(job)).state;
    expect(ending).toMatchObject({ how: 'failed', error: { code: 'engine' } });
    expect((await world.run('SELECT 1')).state.ending.how).toBe('succeeded');
  });

  it('case 24: a host that dies during a cancel was seen to stop', async () => {
    const job = await world.submit(deaf);
    await world.running(job);
    const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
    await world.actions.requestCancel(world.projectId, job.id, wish);
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    expect((await world.ended(job)).state.ending.how).toBe('cancelled');
    expect(await world.rows('SELECT 1')).toEqual(['[1]']);
  });

  it('case 37, 24: a host that is killed around a COMMIT tells by its marker what happened (I4)', async () => {
    for (let round = 0; round < 12; round++) {
      const table = `killed_${round}`;
      const job = await world.submit(`CREATE TABLE ${table} AS SELECT i FROM range(1500000) t(i)`);
      await pause(60 + round * 12);
      for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
      const { ending } = (await world.ended(job)).state;
      const count = `SELECT count(*) FROM duckdb_tables() WHERE table_name = '${table}'`;
      const isThere = (await world.rows(count))[0] === '[1]';
      expect({ ending, isThere }).toMatchObject({ isThere: ending.how === 'succeeded' });
    }
  });

  it('a type in a schema of its own survives the kill of its host', async () => {
    await world.run('CREATE SCHEMA typed');
    await world.run("CREATE TYPE typed.mood AS ENUM ('sad', 'ok')");
    await world.run("CREATE TABLE typed.kept AS SELECT 'ok'::typed.mood AS m");
    const job = await world.submit(deaf);
    await world.running(job);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(await world.rows('SELECT m FROM typed.kept')).toEqual(['["ok"]']);
  });

  it('so does one whose schema could not be written to the file at once, for a reader that is older', async () => {
    await world.run('CREATE TABLE old_rows AS SELECT 1 AS i');
    const reader = await world.submit('SELECT count(*) FROM old_rows, range(100000000000)');
    await world.running(reader);
    await world.run('CREATE SCHEMA typed_later');
    const type = await world.submit("CREATE TYPE typed_later.mood AS ENUM ('sad', 'ok')");
    await world.running(type);
    expect((await world.cancel(reader)).kind).toBe('cancelled');
    expect((await world.ended(type)).state.ending.how).toBe('succeeded');
    const job = await world.submit(deaf);
    await world.running(job);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(await world.rows("SELECT 'ok'::typed_later.mood")).toEqual(['["ok"]']);
  });
});

it('a queue may spare neighbours that have worked long: the last rung waits for them (I6)', async () => {
  const killPolicy = { kind: 'wait', evictMaxMs: 100 } as const;
  const world = await startDuckdb({ slots: 4, interruptMs: 200, killPolicy });
  try {
    await world.run('SELECT 1');
    const [before] = world.processes();
    const job = await world.submit(deaf);
    await world.running(job);
    await computing(before ?? 0);
    const neighbour = await world.submit('SELECT count(*) FROM range(100000000000) t(i)');
    await world.running(neighbour);
    const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
    const verdict = world.cancel(job);
    const waited = await world.actions.cancelJob(world.projectId, job.id, wish, 3_000);
    expect(waited.kind).toBe('not_confirmed');
    expect(world.processes()).toContain(before);

    expect((await world.cancel(neighbour)).kind).toBe('cancelled');
    expect((await verdict).kind).toBe('cancelled');
    expect(world.processes()).not.toContain(before);
    const receipt = await world.stores.jobs.receiptOf(job.id);
    expect(receipt?.rungs).toMatchObject([
      { rung: 'interrupt', answer: 'told' },
      { rung: 'kill-host', answer: 'put_off' },
      { rung: 'kill-host', answer: 'told' },
    ]);
  } finally {
    await world.close();
  }
});
