import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { ScriptRoom } from '../../src/engines/sql-script/script-room.ts';
import { computing } from '../support/computing.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { soon } from '../support/soon.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('a cancel of a script in SQL', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ slots: 1, interruptMs: 500 });
    await world.run('CREATE TABLE written (i BIGINT)');
  });
  afterAll(() => world.close());

  /** Waits until so many of its statements are done. */
  async function done(job: Job, count: number): Promise<void> {
    for (;;) {
      if ((await world.log(job)).includes(`[${count}/`)) return;
      await pause(5);
    }
  }

  it.each([
    ['listens', scan.replace('count(*)', 'max(i)'), 'interrupt'],
    ['ignores interrupts', deaf, 'kill-host'],
  ])(
    'case 1, 5: a statement that %s is stopped, and none after it begins (I3)',
    async (_, sql, rung) => {
      await world.run('DELETE FROM written');
      const [host = 0] = world.processes();
      const job = await world.submitScript(
        `INSERT INTO written VALUES (1); INSERT INTO written ${sql}; INSERT INTO written VALUES (3)`,
        { graceMs: 500 },
      );
      await done(job, 1);
      await computing(host);
      expect((await world.cancel(job)).kind).toBe('cancelled');

      expect(await world.rows('FROM written')).toEqual(['[1]']);
      const receipt = await world.actions.receiptOf(world.projectId, job.id);
      expect(receipt).toMatchObject({ ending: 'cancelled', rung });
      expect(receipt?.checks.map(({ held, isGone }) => [held.kind, isGone])).toEqual([
        ['operation', true],
        ['context', true],
        ['path', true],
        ['path', true],
        ['slot', true],
      ]);
      expect(receipt?.checks[0]?.read).toContain('of the 3 statements that was committed is 1');
      expect(await world.log(job, 'stderr')).toContain('It was stopped');
      expect(await world.log(job)).not.toContain('[2/3]');
      const look = world.processes();
      expect(look).toHaveLength(1);
      // The slot is back.
      expect((await world.run('SELECT 1')).state.ending.how).toBe('succeeded');
    },
  );

  it('rolls back the transaction that is open, and says so', async () => {
    await world.run('DELETE FROM written');
    const [host = 0] = world.processes();
    const job = await world.submitScript(
      `INSERT INTO written VALUES (1); BEGIN; INSERT INTO written VALUES (2); ${scan}; COMMIT`,
    );
    await done(job, 3);
    await computing(host);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(await world.rows('FROM written')).toEqual(['[1]']);
    const receipt = await world.actions.receiptOf(world.projectId, job.id);
    expect(receipt?.checks[0]?.read).toContain('of the 5 statements that was committed is 1');
  });

  it('at any moment leaves what was committed, in its order, and nothing else (I4)', async () => {
    for (let round = 0; round < 15; round++) {
      const table = `round_${round}`;
      await world.run(`CREATE TABLE ${table} (i INT)`);
      const inserts = Array.from(
        { length: 30 },
        (_, i) => `INSERT INTO ${table} VALUES (${i + 1})`,
      );
      const job = await world.submitScript(inserts.join(';\n'));
      await pause(round * 25);
      await world.cancel(job);
      const { ending } = (await world.ended(job)).state;
      const [count = ''] = await world.rows(`SELECT count(*) FROM ${table}`);
      const written = Number(JSON.parse(count)[0]);
      const told = (await world.log(job)).match(/1 row written/g)?.length ?? 0;
      expect({ written, how: ending.how }).toEqual({
        written: told,
        how: written === 30 ? 'succeeded' : 'cancelled',
      });
      const receipt = await world.actions.receiptOf(world.projectId, job.id);
      const standing = / committed is (\d+)$/.exec(receipt?.checks[0]?.read ?? '')?.[1] ?? '0';
      expect(ending.how === 'succeeded' ? written : Number(standing)).toBe(written);
    }
  });

  it('is killed at once by a later cancel that gives it no grace (I2)', async () => {
    const [host = 0] = world.processes();
    const job = await world.submitScript(deaf, { graceMs: 600_000 });
    await world.running(job);
    await computing(host);
    const first = world.cancel(job);
    const { toldFile } = new ScriptRoom(world.dataDir, job);
    while (!/\d/.test(readFileSync(toldFile, 'utf8'))) await pause(5);
    const wish = { by: 'another', reason: 'user', requestId: 'later', graceMs: 0 } as const;
    await world.actions.requestCancel(world.projectId, job.id, wish);
    expect((await soon('the truth', first)).kind).toBe('cancelled');
    const receipt = await world.actions.receiptOf(world.projectId, job.id);
    expect(receipt?.rungs.map(({ rung }) => rung)).toEqual(['interrupt', 'kill-host']);
    expect(receipt?.intent).toMatchObject({ reason: 'user', graceMs: 0 });
    expect(receipt?.intent.by).not.toBe('another');
  });

  it('counts its grace from the first interrupt, for a gateway that follows as well (I2)', async () => {
    let passedMs = 0;
    const uptime = () => 1_000_000 + passedMs;
    const first = await startDuckdb({ uptime });
    const graceMs = 600_000;
    try {
      await first.run('SELECT 1');
      const [host = 0] = first.processes();
      const job = await first.submitScript(deaf, { graceMs });
      await first.running(job);
      await computing(host);
      const waits = () => first.scripts.ladderOf(job.id, null)[0]?.waitMs;
      expect(waits()).toBe(graceMs);
      const verdict = first.cancel(job);
      const { toldFile } = new ScriptRoom(first.dataDir, job);
      while (!/\d/.test(readFileSync(toldFile, 'utf8'))) await pause(5);
      passedMs = 400_000;
      expect(waits()).toBe(200_000);
      // What a gateway that follows orders is told no earlier.
      await first.scripts.cancel(job.id, 'interrupt');
      expect(waits()).toBe(200_000);
      passedMs = 900_000;
      expect(waits()).toBe(0);
      await first.scripts.cancel(job.id, 'kill-host');
      expect((await verdict).kind).toBe('cancelled');
    } finally {
      await first.close();
    }
  });

  it('leaves its neighbours: one whose host is killed goes on with its session', async () => {
    const other = await startDuckdb({ slots: 2, interruptMs: 300 });
    try {
      await other.run('SELECT 1');
      const [host = 0] = other.processes();
      const job = await other.submitScript(
        `CREATE TEMP TABLE mine AS SELECT 42 AS i; SELECT count(*) FROM range(1500000000) WHERE range % 7 = 3;
         SELECT i AS kept FROM mine`,
      );
      await other.running(job);
      const deafJob = await other.submit(deaf);
      await other.running(deafJob);
      await computing(host);
      expect((await other.cancel(deafJob)).kind).toBe('cancelled');
      expect((await other.ended(job)).state.ending).toMatchObject({ how: 'succeeded' });
      expect(await other.log(job)).toContain('kept\n----\n42\n1 row\n');
      expect(await other.log(job, 'stderr')).toContain('was made again in another host');
    } finally {
      await other.close();
    }
  });
});
