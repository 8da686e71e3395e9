import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CloseVerdict } from '../../src/core/actions/close-session.ts';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import type { Session } from '../../src/core/session/session.ts';
import { computing } from '../support/computing.ts';
import { deaf } from '../support/slow-sql.ts';
import { RecoveryWorld } from './recovery-world.ts';

const scan = 'SELECT count(*) FROM range(1500000000) t(i) WHERE i % 7 = 3';

describe('sessions and kill -9', () => {
  let world: RecoveryWorld;
  beforeAll(async () => {
    world = await RecoveryWorld.start();
    await world.run('CREATE TABLE kept (i INT)');
  });
  afterAll(async () => {
    const left = await world.end();
    if (left.length > 0) throw new Error(`processes are left: ${left.join(' ')}`);
  });

  it('a session outlives its gateway: what it has, what runs in it, and what it has not committed', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE mine AS SELECT 42 AS i');
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO kept VALUES (1)');
    const slow = await submit(session, scan);
    await world.running(slow.id);
    const next = await submit(session, 'SELECT i FROM mine');
    await world.gateway.kill();
    await world.restart();

    expect((await found(session)).state.status).toBe('open');
    expect((await world.ended(slow.id)).state.ending.how).toBe('succeeded');
    expect(linesOf(await world.ended(next.id))).toEqual(['[42]']);
    await run(session, 'COMMIT');
    expect(await rows('SELECT i FROM kept')).toEqual(['[1]']);
    expect((await close(session)).kind).toBe('closed');
  });

  it('a close that was accepted is carried out by the next gateway (I2)', async () => {
    const session = await open();
    const slow = await submit(session, scan);
    await world.running(slow.id);
    await world.gateway.ask('requestClose', session.id);
    await world.gateway.kill();
    await world.restart();
    const ended = await end(session);
    expect(ended.state).toMatchObject({ ending: { how: 'closed' }, intent: { by: 'test' } });
    expect((await world.ended(slow.id)).state.ending.how).toBe('cancelled');
  });

  it.each(['host', 'both'])('a session whose %s is killed is lost, and so is said', async (who) => {
    const session = await open();
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO kept VALUES (7)');
    const slow = await submit(session, scan);
    const waiting = await submit(session, 'COMMIT');
    await world.running(slow.id);
    if (who === 'both') await world.gateway.kill();
    for (const pid of world.hosts()) process.kill(pid, 'SIGKILL');
    await world.restart();

    const lost = { how: 'lost', error: { message: expect.stringContaining('rolled back') } };
    expect((await end(session)).state).toMatchObject({ ending: lost, intent: null });
    // Not only of itself, but of the transaction as well.
    const failed = {
      how: 'failed',
      error: { message: expect.stringMatching(/transaction.*open/) },
    };
    expect((await world.ended(slow.id)).state.ending).toMatchObject(failed);
    expect((await world.ended(waiting.id)).state.ending.how).not.toBe('succeeded');
    expect(await rows('SELECT count(*) FROM kept WHERE i = 7')).toEqual(['[0]']);
    const other = await open();
    expect((await close(other)).kind).toBe('closed');
  });

  it('a gateway that is killed while a host is replaced leaves a session whole, or lost', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE mine AS SELECT 42 AS i');
    const job = await submit(await open(), deaf);
    await world.running(job.id);
    const [host = 0] = world.hosts();
    await computing(host);
    void world.gateway.ask('cancel', job.id).catch(() => {});
    while (world.hosts().includes(host)) await pause(5);
    await world.gateway.kill();
    await world.restart();

    expect((await world.ended(job.id)).state.ending.how).toBe('cancelled');
    const asked = await submit(session, 'SELECT i FROM mine').catch(() => null);
    const told = asked && (await world.ended(asked.id));
    const isWhole = told?.state.ending.how === 'succeeded';
    const left = isWhole ? linesOf(told) : endingOf(await end(session));
    expect(left).toEqual(isWhole ? ['[42]'] : ['lost']);
    expect(world.names('saved')).toEqual([]);
  });

  const open = () => world.gateway.ask<Session>('openSession');
  const close = ({ id }: Session) => world.gateway.ask<CloseVerdict>('closeSession', id);
  const found = ({ id }: Session) => world.gateway.ask<Session>('findSession', id);
  const end = ({ id }: Session) => world.gateway.ask<Session>('awaitSessionEnd', id, 20_000);
  const submit = ({ id }: Session, sql: string) => world.gateway.ask<Job>('statement', id, sql);
  const rows = (sql: string) => world.gateway.ask<string[]>('rows', sql);

  async function run(session: Session, sql: string): Promise<void> {
    const job = await world.ended((await submit(session, sql)).id);
    expect({ sql, how: job.state.ending.how }).toEqual({ sql, how: 'succeeded' });
  }
});

function endingOf({ state }: Session): readonly string[] {
  return state.status === 'ended' ? [state.ending.how] : [];
}

function linesOf({ state }: EndedJob): readonly string[] {
  const { ending } = state;
  return ending.how === 'succeeded' && ending.result.rows.at === 'inline'
    ? ending.result.rows.lines
    : [];
}
