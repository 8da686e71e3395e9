import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CancelVerdict } from '../../src/core/actions/cancel-job.ts';
import type { Job } from '../../src/core/job/job.ts';
import { computing } from '../support/computing.ts';
import { deaf } from '../support/slow-sql.ts';
import { startDuckdb } from '../support/start-duckdb.ts';
import { type KillPoint, killPoints } from './kill-points.ts';
import { playPoint } from './play-point.ts';
import { RecoveryWorld } from './recovery-world.ts';

// The cases of cancel conformance that are about death, on real processes, judged from outside: the
// process table, the files, the rows, the state file.

const endless = 'SELECT count(*) FROM range(1000000000000) t(i) WHERE i % 7 = 9';

describe('cancel conformance on DuckDB, with kill -9', () => {
  let world: RecoveryWorld;
  beforeAll(async () => {
    world = await RecoveryWorld.start();
    await world.run('CREATE TABLE kept (tag BIGINT, i BIGINT)');
  });
  afterAll(async () => {
    const left = await world.end();
    if (left.length > 0) throw new Error(`processes are left: ${left.join(' ')}`);
  });

  it.each([
    ['case 13: the gateway dies between accepting and acting', 'cancelling written'],
    ['case 13: the gateway dies between accepting and the first rung', 'rung next'],
    ['case 14: the gateway dies after acting, before recording', 'rung told'],
    ['case 14: the gateway dies with everything released and nothing written', 'all released'],
    ['case 28: the gateway dies after a cancel whose submit has not come', 'tombstone written'],
  ])('%s, and all is true after the restart (I2)', async (_, name) => {
    await expect(playPoint(world, pointNamed(name), 'gateway')).resolves.toBeUndefined();
  });

  for (const victims of ['nobody', 'gateway', 'both'] as const) {
    it(`case 21: a cancel during an export, ${victims} killed: no half file, none aside (I3)`, async () => {
      const name = `half_${victims}.csv`;
      const copy = `COPY (SELECT i, md5(i::VARCHAR) FROM range(10000000000) t(i)) TO '${name}'`;
      const { id } = await world.submit(copy, `half-${victims}`);
      await world.running(id);
      while (!world.names('bucket').includes(`.sluice-${id}`)) await pause(5);
      if (victims !== 'nobody') world.arm('rung next', victims);
      const cancelled = world.gateway.ask<CancelVerdict>('cancel', id);
      if (victims === 'nobody') await cancelled;
      else await Promise.allSettled([cancelled, world.gateway.ended()]);
      await world.restart();

      expect((await world.ended(id)).state).toMatchObject({ ending: { how: 'cancelled' } });
      expect(world.names('bucket')).toEqual([]);
    });
  }

  it('case 35: a cancel that is asked again after a restart hits no other job (I1)', async () => {
    const first = await world.submit(endless, 'first');
    await world.running(first.id);
    expect(await world.gateway.ask('cancel', first.id)).toMatchObject({ kind: 'cancelled' });
    await world.gateway.kill();
    await world.restart();
    const second = await world.submit(endless, 'second');
    await world.running(second.id);
    await pause(2);

    const again = await world.gateway.ask('cancel', first.id);

    expect(second.id).not.toBe(first.id);
    expect(again).toMatchObject({ kind: 'ended_otherwise', job: { id: first.id } });
    const { state } = await world.gateway.ask<Job>('find', second.id);
    expect(state.status).toBe('running');
    expect(await world.gateway.ask('cancel', second.id)).toMatchObject({ kind: 'cancelled' });
  });
});

it('case 30: a host is killed as the last rung with neighbours in it: reads come back right, no write is lost or runs twice (I4, I6)', async () => {
  const world = await startDuckdb({ slots: 8, interruptMs: 300 });
  try {
    await world.run('CREATE TABLE counter AS SELECT 0 AS n');
    await world.run('CREATE TABLE kept (tag INT, i INT)');
    for (let round = 0; round < 3; round++) {
      const evicted = await world.submit(deaf);
      await world.running(evicted);
      for (const pid of world.processes()) await computing(pid);
      const slow = 'SELECT count(*) FROM range(1500000000)';
      const readers = [await world.submit(slow), await world.submit(slow)];
      // Some have committed at the kill, some have not, and some are in the middle of it.
      const isOver = new AbortController();
      const hasWritten = Promise.withResolvers<void>();
      const writing = write(isOver.signal, round, hasWritten.resolve);
      await Promise.race([hasWritten.promise, writing]);
      expect((await world.cancel(evicted)).kind).toBe('cancelled');
      isOver.abort();
      expect(await writing).toBeGreaterThan(0);
      for (const reader of readers) {
        expect((await world.ended(reader)).state.ending).toMatchObject({
          how: 'succeeded',
          result: { rows: { lines: ['[1500000000]'] } },
        });
      }
    }
  } finally {
    await world.close();
  }

  /** Writers one after the other; then each row is there as often as its writer succeeded. */
  async function write(over: AbortSignal, round: number, wrote: () => void): Promise<number> {
    let succeeded = 0;
    const before = await counter();
    for (let turn = 0; !over.aborted; turn++) {
      const tag = round * 10_000 + turn;
      const [counted, inserted] = await Promise.all([
        world.run('UPDATE counter SET n = n + 1'),
        world.run(`INSERT INTO kept SELECT ${tag}, i FROM range(3) t(i)`),
      ]);
      expect([counted, inserted].map(({ state }) => state.ending.how)).toEqual([
        'succeeded',
        'succeeded',
      ]);
      succeeded += 1;
      wrote();
    }
    expect(await counter()).toBe(before + succeeded);
    const twice = 'SELECT count(*) FROM (FROM kept SELECT tag GROUP BY tag HAVING count(*) <> 3)';
    expect(await world.rows(twice)).toEqual(['[0]']);
    return succeeded;
  }

  async function counter(): Promise<number> {
    const [line = '[]'] = await world.rows('SELECT n FROM counter');
    return (JSON.parse(line) as [number])[0];
  }
});

function pointNamed(name: string): KillPoint {
  const point = killPoints.find((each) => each.name === name);
  if (!point) throw new Error(`no point is named ${name}`);
  return point;
}
