import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import { hasEnded, type Session } from '../../src/core/session/session.ts';
import { computing } from '../support/computing.ts';
import { type SessionCalls, sessionCalls } from '../support/session-calls.ts';
import { deaf } from '../support/slow-sql.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('sessions beside a statement that ignores interrupts', () => {
  let world: DuckdbWorld;
  let calls: SessionCalls;
  beforeAll(async () => {
    world = await startDuckdb({ slots: 8, interruptMs: 500 });
    calls = sessionCalls(world);
  });
  afterAll(() => world.close());

  it('case 30: one that is idle goes on in a new host with all that it kept (I6)', async () => {
    const session = await calls.open();
    for (const sql of [
      'CREATE SCHEMA shop',
      'CREATE SCHEMA other',
      'CREATE TABLE shop.base AS SELECT i FROM range(3) t(i)',
      'USE shop',
      'CREATE TEMP VIEW seen AS SELECT i + 1 AS i FROM base',
      'CREATE TEMP MACRO plus(a, b := 40) AS a + b',
      'CREATE TEMP MACRO many(a) AS a, (a, b) AS a * b',
      'CREATE TEMP MACRO rows_of(x) AS TABLE SELECT * FROM base WHERE i >= x',
      "CREATE TEMP TYPE mood AS ENUM ('sad', 'ok')",
      'CREATE TEMP TYPE spot AS STRUCT(x INT, y INT)',
      'CREATE TEMP SEQUENCE ids START 5 INCREMENT 2',
      "SELECT nextval('ids')",
      'CREATE TEMP SEQUENCE few MAXVALUE 2',
      "SELECT nextval('few'), nextval('few')",
      'CREATE TEMP SEQUENCE unused START 9',
      'CREATE TEMP TABLE copied AS SELECT i FROM base',
      `CREATE TEMP TABLE kept (id INT PRIMARY KEY DEFAULT nextval('ids'), m mood, s spot, h HUGEINT, j JSON,
         v VARIANT, twice INT GENERATED ALWAYS AS (id * 2), CHECK (id > 0))`,
      `INSERT INTO kept (m, s, h, j, v) VALUES
         ('ok', {x: 1, y: 2}, 170141183460469231731687303715884105727, '{"a": [1]}', 42)`,
      'CREATE INDEX by_h ON kept(h)',
      "ALTER TABLE kept ADD COLUMN added VARCHAR DEFAULT 'new'",
      "INSERT INTO kept (m) VALUES ('sad')",
      'CREATE TEMP VIEW over_kept AS SELECT id, added FROM kept',
      "COMMENT ON TABLE kept IS 'it''s mine'",
      "COMMENT ON COLUMN kept.id IS 'a number'",
      "COMMENT ON VIEW over_kept IS 'seen'",
      "COMMENT ON SEQUENCE ids IS 'numbers'",
      "COMMENT ON TYPE mood IS 'how it is'",
      "COMMENT ON INDEX by_h IS 'an index'",
      "COMMENT ON MACRO plus IS 'a sum'",
      "COMMENT ON MACRO TABLE rows_of IS 'rows'",
      'SET VARIABLE moment = now()',
      'SET VARIABLE set_of = {a: 1, "B c": \'ok\'::mood}',
      'SET VARIABLE nothing = NULL',
      'PREPARE more AS SELECT i + $1 AS i FROM base ORDER BY i',
      'PREPARE mine AS SELECT count(*) FROM kept WHERE id > $least',
      'PREPARE later AS SELECT 1',
      'PREPARE later AS SELECT 2',
      'PREPARE gone AS SELECT 3',
      'DEALLOCATE gone',
      'PREPARE lost AS SELECT * FROM copied',
      'DROP TABLE copied',
      'CREATE TEMP TABLE copied AS SELECT i * 10 AS i FROM base',
      'INSERT INTO base VALUES (99)',
    ]) {
      await calls.run(session, sql);
    }
    const questions = [
      'SELECT current_schema(), i FROM seen ORDER BY i',
      'SELECT plus(2), plus(2, 3), many(4), many(4, 5), (SELECT count(*) FROM rows_of(1))',
      "SELECT *, typeof(m), typeof(s), typeof(v), 'ok'::mood, {x: 3, y: 4}::spot FROM kept ORDER BY id",
      'SELECT * FROM over_kept ORDER BY id',
      'SELECT * FROM copied',
      "SELECT getvariable('moment'), getvariable('set_of'), typeof(getvariable('set_of')), getvariable('nothing')",
      "SELECT index_name, comment FROM duckdb_indexes() WHERE database_name = 'temp'",
      "SELECT view_name, comment FROM duckdb_views() WHERE database_name = 'temp' AND NOT internal ORDER BY 1",
      "SELECT table_name, comment FROM duckdb_tables() WHERE database_name = 'temp' ORDER BY 1",
      "SELECT column_name, comment FROM duckdb_columns() WHERE database_name = 'temp' AND comment IS NOT NULL",
      "SELECT sequence_name, comment FROM duckdb_sequences() WHERE database_name = 'temp' ORDER BY 1",
      "SELECT type_name, comment FROM duckdb_types() WHERE database_name = 'temp' AND NOT internal ORDER BY 1",
      "SELECT DISTINCT function_name, comment FROM duckdb_functions() WHERE database_name = 'temp' AND NOT internal ORDER BY 1",
      'EXECUTE more(10)',
      'EXECUTE mine(least := 1)',
      'EXECUTE later',
    ];
    const told = () => Promise.all(questions.map((sql) => calls.rows(session, sql)));
    const before = await told();

    const { collateral } = await killHost();
    expect(collateral).toContain(`session ${session.id} was restored in a new host`);
    expect(await told()).toEqual(before);
    expect(await calls.rows(session, "SELECT nextval('ids'), nextval('unused')")).toEqual([
      '[11,9]',
    ]);
    expect((await calls.end(session, "SELECT nextval('few')")).state.ending.how).toBe('failed');
    expect((await calls.end(session, 'INSERT INTO kept (id) VALUES (-1)')).state.ending.how).toBe(
      'failed',
    );
    expect((await calls.end(session, 'EXECUTE gone')).state.ending.how).toBe('failed');

    // What it had is known of it in the new host as well.
    await calls.run(session, 'USE other');
    const again = await killHost();
    expect(again.collateral).toContain(`session ${session.id} was restored in a new host`);
    expect(await calls.rows(session, 'SELECT current_schema(), plus(2)')).toEqual(['["other",42]']);
    await calls.run(session, 'USE shop');
    expect(await told()).toEqual(before);
    expect(saved()).toEqual([]);
    await calls.close(session);
    const events = await world.stores.sessions.eventsOf(session.id);
    expect(events.map(({ kind }) => kind)).toEqual([
      'waiting',
      'starting',
      'open',
      'restored',
      'restored',
      'closing',
      'closed',
    ]);
    expect(events[3]?.remarks).toEqual([
      'The DuckDB host process of the project was killed, since a statement or a session in it did not end when it was told to.',
      'It does not have the first values of its sequences, which go on from where they were.',
    ]);
  });

  it('case 30: one goes on without what cannot be made again, and that is named (I6)', async () => {
    const session = await calls.open();
    const file = join(world.dataDir, 'projects', world.projectId, 'bucket', 'seen.csv');
    writeFileSync(file, 'i\n1\n');
    for (const sql of [
      'CREATE SCHEMA brief',
      'CREATE SCHEMA lasting',
      'CREATE TABLE tale AS SELECT 1 AS i, 2 AS j',
      'CREATE TABLE namesake AS SELECT 1 AS i',
      'CREATE TABLE brief.namesake AS SELECT 2 AS i',
      'CREATE TABLE brief.other AS SELECT 3 AS i',
      'CREATE SEQUENCE brief.ids',
      'CREATE MACRO brief.one() AS 1',
      'CREATE TABLE lasting.stays AS SELECT 4 AS i',
      'CREATE TEMP VIEW of_column AS SELECT j FROM tale',
      `CREATE TEMP VIEW of_file AS SELECT * FROM '${file}'`,
      'CREATE TEMP MACRO of_macro() AS brief.one() + 1',
      "CREATE TEMP TABLE of_sequence (i INT DEFAULT nextval('brief.ids'))",
      'INSERT INTO of_sequence VALUES (1)',
      "COMMENT ON TABLE of_sequence IS 'gone'",
      "SET search_path = 'brief,lasting'",
      'CREATE TEMP VIEW of_table AS SELECT i FROM other',
      'CREATE TEMP VIEW of_rest AS SELECT i FROM stays',
      'USE brief',
      'CREATE TEMP VIEW of_namesake AS SELECT i FROM namesake',
      'CREATE TEMP TABLE kept AS SELECT 7 AS i',
      'CREATE TEMP VIEW of_kept AS SELECT i FROM kept',
      'CREATE TEMP MACRO plus(a) AS a + 1',
      "COMMENT ON VIEW of_kept IS 'seen'",
      'SET VARIABLE kept = 42',
      'PREPARE more AS SELECT i + $1 FROM kept',
      'PREPARE "no ""more" AS SELECT * FROM other',
      'PREPARE "\u00c4" AS SELECT 1',
      'PREPARE "\u00e4" AS SELECT 2',
    ]) {
      await calls.run(session, sql);
    }
    await world.run('DROP SCHEMA brief CASCADE');
    await world.run('ALTER TABLE tale DROP COLUMN j');
    rmSync(file);

    const { collateral } = await killHost();
    expect(collateral).toContain(`session ${session.id} was restored in a new host`);
    expect(
      await calls.rows(
        session,
        `SELECT current_schema(), (SELECT i FROM of_kept), plus(1),
           getvariable('kept'), (SELECT comment FROM duckdb_views() WHERE view_name = 'of_kept')`,
      ),
    ).toEqual(['["default",7,2,42,"seen"]']);
    expect(await calls.rows(session, 'EXECUTE more(1)')).toEqual(['[8]']);
    expect(await calls.rows(session, 'EXECUTE "\u00c4"')).toEqual(['[1]']);
    expect(await calls.rows(session, 'EXECUTE "\u00e4"')).toEqual(['[2]']);
    const [, ...without] = await remarksOf(session);
    expect(without).toEqual([
      'It does not have the temporary view of_column: Binder Error: Referenced column "j" not found in FROM clause.',
      'It does not have the temporary view of_file: IO Error: No files found that match the pattern "bucket/seen.csv".',
      'It does not have the temporary macro of_macro: Catalog Error: Scalar Function with name one does not exist.',
      'It does not have the temporary table of_sequence: Catalog Error: Sequence with name ids does not exist.',
      'It does not have the temporary view of_table: Catalog Error: Table with name other does not exist.',
      'It does not have the temporary view of_namesake: Catalog Error: Table with name namesake does not exist.',
      'It does not have 1 of the 2 comments on what is temporary.',
      'It does not have the prepared statement no "more: Catalog Error: Table with name other does not exist.',
      'It does not have its search path, lake.brief, and goes on in the database default.',
    ]);

    // It has lost them once, and is whole otherwise.
    await calls.run(session, 'USE lasting');
    await killHost();
    expect(
      await calls.rows(session, 'SELECT current_schema(), k.i, r.i FROM of_kept k, of_rest r'),
    ).toEqual(['["lasting",7,4]']);
    expect(await remarksOf(session)).toHaveLength(1);
    await calls.close(session);
  });

  it('case 30: one that reads, one that writes, and one that writes into what it keeps go on, once each (I6)', async () => {
    await world.run('CREATE TABLE written (i BIGINT)');
    // Whoever runs again finds another view.
    await world.run('CREATE TABLE many AS SELECT i FROM range(1000000) t(i)');
    await world.run(
      'CREATE VIEW work AS SELECT count(*) AS i FROM many a, many b WHERE (a.i + b.i) % 7 = 3',
    );
    const [reader, writer, keeper] = [await calls.open(), await calls.open(), await calls.open()];
    await calls.run(keeper, 'CREATE TEMP TABLE kept (i BIGINT)');
    const begin = () =>
      Promise.all([
        calls.submit(reader, 'SELECT i FROM work'),
        calls.submit(writer, 'INSERT INTO written SELECT i FROM work'),
        calls.submit(keeper, 'INSERT INTO kept SELECT i FROM work'),
      ]);
    let jobs: readonly Job[] = [];
    const { collateral } = await killHost(async () => {
      jobs = await begin();
      for (const { id } of jobs) while (world.engine.progress(id) === null) await pause(20);
      await world.run('CREATE OR REPLACE VIEW work AS SELECT 42 AS i');
    });
    for (const job of jobs) {
      expect((await world.ended(job)).state.ending.how).toBe('succeeded');
      expect(collateral.join()).toContain(`job ${job.id} runs again from its start`);
    }
    expect(await world.rows('SELECT i FROM written')).toEqual(['[42]']);
    expect(await calls.rows(keeper, 'SELECT i FROM kept')).toEqual(['[42]']);
    for (const session of [reader, writer, keeper]) {
      expect(collateral).toContain(`session ${session.id} was restored in a new host`);
      await calls.close(session);
    }
  });

  it('case 30: one with an open transaction is lost, and that is said; one that has failed is not (I6)', async () => {
    await world.run('CREATE TABLE units (i INT)');
    const [open, failed] = [await calls.open(), await calls.open()];
    for (const session of [open, failed]) {
      await calls.run(session, 'BEGIN');
      await calls.run(session, 'INSERT INTO units VALUES (1)');
    }
    await calls.end(failed, "SELECT error('no')");
    const { collateral } = await killHost();
    expect(collateral).toContain(`session ${open.id} was lost: it had an open transaction`);
    expect(await whyLost(open)).toContain('it had an open transaction');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[0]']);
    expect((await calls.end(failed, 'INSERT INTO units VALUES (2)')).state.ending.how).toBe(
      'failed',
    );
    await calls.run(failed, 'ROLLBACK');
    await calls.close(failed);
  });

  it('those whose own statements ignore interrupts are lost, and that is said (I6)', async () => {
    const [culprit, other] = [await calls.open(), await calls.open()];
    await world.run('SELECT 1');
    const [pid = 0] = world.processes();
    const jobs = [await calls.submit(culprit, deaf), await calls.submit(other, deaf)];
    for (const job of jobs) await world.running(job);
    for (let second = 0; second < 2; second++) await computing(pid);
    const [job, beside] = jobs;
    if (!job || !beside) throw new Error('nothing was submitted');
    expect((await world.cancel(job)).kind).toBe('cancelled');
    const receipt = await world.stores.jobs.receiptOf(job.id);
    expect(receipt?.collateral).toEqual(
      expect.arrayContaining([
        `session ${culprit.id} was lost: its statement ignored interrupts`,
        `session ${other.id} was lost: its statement ignored interrupts`,
        `job ${beside.id} failed: its session was lost with the host`,
      ]),
    );
    expect(await whyLost(culprit)).toContain('its statement ignored interrupts');
    expect(await whyLost(other)).toContain('its statement ignored interrupts');
    expect((await world.ended(beside)).state.ending.how).toBe('failed');
  });

  it('what is submitted to one while it moves waits for it, and one that is closed then is closed', async () => {
    const [session, closing] = [await calls.open(), await calls.open()];
    await calls.run(session, 'CREATE TEMP TABLE kept AS SELECT 7 AS i');
    await calls.run(closing, 'CREATE TEMP TABLE kept AS SELECT 7 AS i');
    const before = world.processes();
    const killed = killHost();
    while (world.processes().some((pid) => before.includes(pid))) {
      await calls.run(session, 'INSERT INTO kept VALUES (8)');
    }
    await calls.close(closing);
    expect((await calls.rows(session, 'SELECT count(*) > 0, min(i) FROM kept'))[0]).toBe(
      '[true,7]',
    );
    await killed;
    await calls.close(session);
  });

  it('one has 200 prepared statements at most, and keeps all of them', async () => {
    const session = await calls.open();
    const prepare = (name: string) => calls.end(session, `PREPARE ${name} AS SELECT '${name}'`);
    const statements = Array.from({ length: 200 }, (_, at) => `PREPARE p${at + 1} AS SELECT ${at}`);
    const order = { owner: 'test', statements };
    await world.actions.submitStatements(world.projectId, session.id, order);
    await calls.run(session, 'BEGIN');
    expect((await prepare('one_more')).state.ending).toMatchObject({
      how: 'failed',
      error: { code: 'resource', message: expect.stringContaining('200 prepared statements') },
    });
    await calls.run(session, 'COMMIT');
    expect((await prepare('P1')).state.ending.how).toBe('succeeded');
    await killHost();
    expect(await remarksOf(session)).toHaveLength(1);
    expect(await calls.rows(session, 'EXECUTE p200')).toEqual(['[199]']);
    expect((await prepare('one_more')).state.ending.how).toBe('failed');
    await calls.run(session, 'DEALLOCATE p1');
    expect((await prepare('one_more')).state.ending.how).toBe('succeeded');
    await calls.close(session);
  });

  it('a host that dies by itself takes its sessions along', async () => {
    const session = await calls.open();
    await calls.run(session, 'CREATE TEMP TABLE kept AS SELECT 7 AS i');
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    expect(await whyLost(session)).toContain('died');
  });

  /** Waits for the end of one that is lost. */
  async function whyLost({ id }: Session): Promise<string> {
    const ended = await world.actions.awaitSession(world.projectId, id, 30_000, hasEnded);
    if (ended?.state.status !== 'ended' || ended.state.ending.how !== 'lost') {
      throw new Error(JSON.stringify(ended?.state));
    }
    return ended.state.ending.error.message;
  }

  /**
   * Has a deaf statement cancelled, which takes its host along.
   * @param meanwhile while it computes
   */
  async function killHost(meanwhile = async () => {}) {
    await world.run('SELECT 1');
    const [before = 0] = world.processes();
    const job = await world.submit(deaf);
    await world.running(job);
    await computing(before);
    await meanwhile();
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(world.processes()).not.toContain(before);
    const receipt = await world.stores.jobs.receiptOf(job.id);
    if (receipt?.rung !== 'kill-host') throw new Error(JSON.stringify(receipt));
    return receipt;
  }

  /** Of the last time that it was made again. */
  async function remarksOf({ id }: Session): Promise<readonly string[]> {
    const events = await world.stores.sessions.eventsOf(id);
    return events.findLast(({ kind }) => kind === 'restored')?.remarks ?? [];
  }

  /** What lies where sessions are saved. */
  function saved(): string[] {
    const directory = join(world.dataDir, 'projects', world.projectId, 'saved');
    return existsSync(directory) ? readdirSync(directory) : [];
  }
});

it('a queue may spare a session that cannot be saved: the last rung waits for its transaction (I6)', async () => {
  const killPolicy = { kind: 'wait', evictMaxMs: 100 } as const;
  const world = await startDuckdb({ interruptMs: 200, killPolicy });
  try {
    const calls = sessionCalls(world);
    const session = await calls.open();
    await calls.run(session, 'CREATE TEMP TABLE kept AS SELECT 7 AS i');
    await calls.run(session, 'BEGIN');
    const [before = 0] = world.processes();
    const job = await world.submit(deaf);
    await world.running(job);
    await computing(before);
    const wish = { by: 'test', reason: 'user', requestId: 'test' } as const;
    const waited = await world.actions.cancelJob(world.projectId, job.id, wish, 3_000);
    expect(waited.kind).toBe('not_confirmed');
    expect(world.processes()).toContain(before);

    await calls.run(session, 'COMMIT');
    expect((await world.cancel(job)).kind).toBe('cancelled');
    expect(world.processes()).not.toContain(before);
    expect(await calls.rows(session, 'SELECT i FROM kept')).toEqual(['[7]']);
    const receipt = await world.stores.jobs.receiptOf(job.id);
    expect(receipt?.rungs.slice(0, 3)).toMatchObject([
      { rung: 'interrupt', answer: 'told' },
      { rung: 'kill-host', answer: 'put_off' },
      { rung: 'kill-host', answer: 'told' },
    ]);
  } finally {
    await world.close();
  }
});
