import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndedJob, Job } from '../../src/core/job/job.ts';
import { hasEnded, type Session } from '../../src/core/session/session.ts';
import { computing } from '../support/computing.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;

describe('a session on DuckDB', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb({ interruptMs: 2_000 });
  });
  afterAll(() => world.close());

  it('keeps its database, variables, temporary tables, views and macros from statement to statement', async () => {
    const session = await open();
    await run(session, 'CREATE SCHEMA shop');
    await run(session, 'USE shop');
    await run(session, 'CREATE TEMP TABLE kept AS SELECT 1 AS i');
    await run(session, 'CREATE TEMP VIEW seen AS SELECT i + 1 AS i FROM kept');
    await run(session, 'CREATE TEMP MACRO twice(a) AS a * 2');
    await run(session, 'SET VARIABLE factor = 10');
    expect(
      await rows(session, "SELECT current_schema(), twice(i), getvariable('factor') FROM seen"),
    ).toEqual(['["shop",4,10]']);
    await close(session);
    expect((await world.run('SELECT * FROM kept')).state.ending.how).toBe('failed');
  });

  it('tells names of its catalog, and beside a statement those that all can see', async () => {
    await world.run('CREATE SCHEMA names_of');
    await world.run('CREATE TABLE names_of.named (named_column INT)');
    await world.run('CREATE MACRO named_macro(a) AS a');
    const [session, other] = [await open(), await open()];
    await run(session, 'CREATE TEMP TABLE named_only_here (i INT)');
    const names = (begins: string, within: string | null = null, { id } = session) =>
      world.engine.sessions.namesIn(id, { begins, within, most: 9 });
    // On a busy machine none may be told in time.
    const told = async (...asked: Parameters<typeof names>) => {
      for (;;) {
        const found = await names(...asked);
        if (found.length > 0) return found;
      }
    };
    const shared = ['named', 'named_column', 'named_macro', 'names_of'];
    const all = ['named', 'named_column', 'named_macro', 'named_only_here', 'names_of'];
    expect(await told('name')).toEqual(all);
    expect(await told('name', null, other)).toEqual(shared);
    expect(await told('', 'names_of')).toEqual(['named']);
    expect(await told('', 'named')).toEqual(['named_column']);
    for (const hidden of ['_sluice', 'commit_m', 'read_tex']) {
      expect(await names(hidden)).toEqual([]);
    }

    await run(session, 'BEGIN');
    await run(session, 'CREATE TABLE named_in_it (i INT)');
    expect(await told('name')).toEqual(shared);
    await run(session, 'ROLLBACK');
    await submit(session, scan);
    for (const pid of world.processes()) await computing(pid);
    expect(await told('name')).toEqual(shared);
    await close(session);
    expect(await names('name')).toEqual([]);
    await close(other);
  });

  it('lets statements come while names are looked up', async () => {
    const session = await open();
    for (let round = 0; round < 20; round++) {
      const asked = { begins: 'sum', within: null, most: 9 };
      const [names, ended] = await Promise.all([
        world.engine.sessions.namesIn(session.id, asked),
        run(session, `SELECT ${round} FROM range(3000)`),
      ]);
      // A look that was ended for the statement tells none.
      expect(names.length === 0 || names.includes('sum')).toBe(true);
      expect(ended.state.ending).toMatchObject({ how: 'succeeded', result: { rowCount: 3_000 } });
    }
    await close(session);
  });

  it('shows nothing of it to another session', async () => {
    const [one, other] = [await open(), await open()];
    await run(one, 'CREATE TEMP TABLE mine AS SELECT 1 AS i');
    await run(one, 'SET VARIABLE secret = 1');
    expect((await end(other, 'SELECT * FROM mine')).state.ending.how).toBe('failed');
    expect(await rows(other, "SELECT getvariable('secret')")).toEqual(['[null]']);
    await close(one);
    await close(other);
  });

  it('refuses what counts for others, and says what there is', async () => {
    const session = await open();
    for (const [sql, code] of [
      ['SET threads = 1', 'not_supported'],
      ['SET GLOBAL memory_limit = 1', 'not_supported'],
      ['PRAGMA threads', 'not_supported'],
      ["ATTACH 'x.db'", 'forbidden'],
      ['USE _sluice', 'forbidden'],
      ['SAVEPOINT a', 'not_supported'],
    ]) {
      const order = { owner: 'test', statements: [sql ?? ''] };
      expect(
        await world.actions.submitStatements(world.projectId, session.id, order),
      ).toMatchObject({ kind: 'refused', error: { code } });
    }
    await close(session);
  });

  it('commits a transaction as one unit, with one marker', async () => {
    await world.run('CREATE TABLE units (i INT)');
    const session = await open();
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO units VALUES (1)');
    await run(session, 'INSERT INTO units VALUES (2)');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[0]']);
    await run(session, 'COMMIT');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[2]']);
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO units VALUES (3)');
    await run(session, 'ROLLBACK');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[2]']);
    await close(session);
  });

  it('rolls a transaction back when a statement of it is cancelled, and takes nothing but its end', async () => {
    await world.run('CREATE TABLE halves (i INT)');
    const session = await open();
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO halves VALUES (1)');
    const slow = await submit(session, scan);
    await world.running(slow);
    expect((await world.cancel(slow)).kind).toBe('cancelled');
    const refused = await end(session, 'INSERT INTO halves VALUES (2)');
    expect(refused.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('ROLLBACK') },
    });
    expect((await end(session, 'COMMIT')).state.ending.how).toBe('failed');
    await run(session, 'INSERT INTO halves VALUES (3)');
    expect(await world.rows('SELECT i FROM halves')).toEqual(['[3]']);
    await close(session);
  });

  it('never calls a COMMIT of a failed transaction a success', async () => {
    await world.run('CREATE TABLE strict (i INT)');
    const session = await open();
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO strict VALUES (1)');
    expect((await end(session, "SELECT error('no')")).state.ending.how).toBe('failed');
    expect((await end(session, 'COMMIT')).state.ending.how).toBe('failed');
    expect(await world.rows('SELECT count(*) FROM strict')).toEqual(['[0]']);
    await close(session);
  });

  it('goes on after one of its statements was cancelled', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE stays AS SELECT 7 AS i');
    const slow = await submit(session, scan);
    await world.running(slow);
    expect((await world.cancel(slow)).kind).toBe('cancelled');
    expect(await rows(session, 'SELECT i FROM stays')).toEqual(['[7]']);
    await close(session);
  });

  it('stops what runs in it, and rolls back what is open, when it is closed (I8)', async () => {
    await world.run('CREATE TABLE torn (i INT)');
    const session = await open();
    await run(session, 'BEGIN');
    await run(session, 'INSERT INTO torn VALUES (1)');
    const slow = await submit(session, scan);
    await world.running(slow);
    const waiting = await submit(session, 'INSERT INTO torn VALUES (2)');
    await close(session);
    expect((await world.ended(slow)).state.ending.how).toBe('cancelled');
    expect((await world.ended(waiting)).state.ending.how).toBe('cancelled');
    expect(await world.rows('SELECT count(*) FROM torn')).toEqual(['[0]']);
    expect(await world.stores.sessions.receiptOf(session.id)).toMatchObject({
      ending: 'closed',
      statements: { cancelled: 2 },
      checks: [{ held: { kind: 'context' }, isGone: true }],
    });
  });

  it('is lost with its host when another statement ignores interrupts, and the receipt says so (I6)', async () => {
    await world.run('CREATE TABLE beside (i INT)');
    const [guilty, idle, open1] = [await open(), await open(), await open()];
    await run(open1, 'BEGIN');
    await run(open1, 'INSERT INTO beside VALUES (1)');
    const job = await submit(guilty, deaf);
    await world.running(job);
    for (const pid of world.processes()) await computing(pid);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    for (const session of [guilty, idle, open1]) {
      const ended = await world.actions.awaitSession(world.projectId, session.id, 30_000, hasEnded);
      expect(ended?.state).toMatchObject({ ending: { how: 'lost' } });
    }
    const receipt = await world.stores.jobs.receiptOf(job.id);
    for (const session of [guilty, idle, open1]) {
      expect(receipt?.collateral).toContain(`session ${session.id} is lost: it shared the host`);
    }
    expect(await world.rows('SELECT count(*) FROM beside')).toEqual(['[0]']);
  });

  it('is closed although a statement in it ignores interrupts', async () => {
    const session = await open();
    const job = await submit(session, deaf);
    await world.running(job);
    for (const pid of world.processes()) await computing(pid);
    await close(session);
    expect((await world.ended(job)).state.ending.how).toBe('cancelled');
  });

  async function open(database?: string): Promise<Session> {
    const order = { projectId: world.projectId, owner: 'test', ...(database ? { database } : {}) };
    const answer = await world.actions.createSession(order);
    if (answer.kind !== 'accepted') throw new Error(`the session was ${answer.kind}`);
    const session = await world.actions.awaitSession(
      world.projectId,
      answer.session.id,
      30_000,
      ({ state }) => state.status === 'open' || state.status === 'ended',
    );
    if (session?.state.status !== 'open') throw new Error(JSON.stringify(session?.state));
    return session;
  }

  async function submit(session: Session, sql: string): Promise<Job> {
    const order = { owner: 'test', statements: [sql] };
    const answer = await world.actions.submitStatements(world.projectId, session.id, order);
    const [job] = answer.kind === 'accepted' ? answer.jobs : [];
    if (!job) throw new Error(JSON.stringify(answer));
    return job;
  }

  async function end(session: Session, sql: string): Promise<EndedJob> {
    return world.ended(await submit(session, sql));
  }

  async function run(session: Session, sql: string): Promise<EndedJob> {
    const job = await end(session, sql);
    if (job.state.ending.how !== 'succeeded') {
      throw new Error(`${sql}: ${JSON.stringify(job.state.ending)}`);
    }
    return job;
  }

  async function rows(session: Session, sql: string): Promise<readonly string[]> {
    const { ending } = (await run(session, sql)).state;
    return ending.how === 'succeeded' && ending.result.rows.at === 'inline'
      ? ending.result.rows.lines
      : [];
  }

  async function close(session: Session): Promise<void> {
    const verdict = await world.actions.closeSession(world.projectId, session.id, wish, 30_000);
    expect(verdict.kind).toBe('closed');
  }
});
