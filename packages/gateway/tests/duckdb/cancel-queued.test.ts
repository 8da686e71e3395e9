import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

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

  it('case 8, 9: an unknown id and another project are alike, and nothing happens (I10)', async () => {
    const job = await world.submit(scan);
    await world.running(job);
    const wish = { by: 'stranger', reason: 'user', requestId: 'test' } as const;
    for (const [project, id] of [
      [world.projectId, randomUUID()],
      [randomUUID(), job.id],
    ] as const) {
      expect(await world.actions.cancelJob(project, id, wish, 1_000)).toEqual({ kind: 'unknown' });
    }
    expect((await world.actions.findJob(world.projectId, job.id))?.state.status).toBe('running');
    await world.cancel(job);
  });

  it('case 19: of a time-out and a cancel one reason wins, and the job stops', async () => {
    const reasons = new Set<string | undefined>();
    for (let round = 0; round < 5; round++) {
      const job = await world.submit(scan, { runTimeoutMs: 150 });
      await world.running(job);
      const [verdict] = await Promise.all([world.cancel(job), world.ended(job)]);
      expect(verdict.kind).toBe('cancelled');
      reasons.add((await world.ended(job)).state.intent?.reason);
    }
    const late = await world.run(scan, { runTimeoutMs: 100 });
    expect(late.state).toMatchObject({
      ending: { how: 'cancelled' },
      intent: { reason: 'timeout' },
    });
    expect([...reasons].every((reason) => reason === 'user' || reason === 'timeout')).toBe(true);
  });

  it('case 29: ten thousand queued and one running are cancelled, each once', async () => {
    const running = await world.submit(scan);
    await world.running(running);
    const queued = [];
    for (let slice = 0; slice < 20; slice++) {
      const submits = Array.from({ length: 500 }, () => world.submit('CREATE TABLE never (i INT)'));
      queued.push(...(await Promise.all(submits)));
    }
    const verdicts = await Promise.all([running, ...queued].map((job) => world.cancel(job)));
    expect(verdicts.every(({ kind }) => kind === 'cancelled')).toBe(true);
    expect(
      await world.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'never'"),
    ).toEqual(['[0]']);
  }, 300_000);
});
