import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HostSettings } from '../messages/host-settings.ts';
import type { SavedSession, SessionSave } from '../messages/saved-session.ts';
import type { HostSession } from './host-session.ts';
import { HostSessions } from './host-sessions.ts';
import { Lake } from './lake.ts';
import { ResultFiles } from './result-files.ts';

const sessionId = 'a-session';

describe('the sessions of a host', () => {
  const home = mkdtempSync(join(tmpdir(), 'sluice-test-sessions-'));
  const settings: HostSettings = {
    databaseFile: join(home, 'lake.duckdb'),
    bucketDir: join(home, 'bucket'),
    uploadsDir: join(home, 'uploads'),
    spillDir: join(home, 'spill'),
    socketPath: join(home, 'socket'),
    memoryBytes: 256_000_000,
    temporaryBytes: null,
    threads: 1,
    instance: 'test',
    orphanMs: 0,
  };
  let lake: Lake;
  let files: ResultFiles;
  let sessions: HostSessions;
  beforeAll(async () => {
    lake = await Lake.open(settings);
    files = await ResultFiles.open(settings);
  });
  beforeEach(() => {
    sessions = new HostSessions(lake, files.saved);
  });
  afterAll(() => rmSync(home, { recursive: true }));

  it('are saved and made again with rows and values of every type', async () => {
    const session = await open();
    await run(session, `CREATE TEMP TABLE kept AS ${everyType}`);
    await run(session, `SET VARIABLE kept = (SELECT r FROM (${everyType}) r)`);
    const before = [await rows(session, 'FROM kept'), await variables(session)];
    const made = await restored(savedOf(await save()));
    expect([await rows(made, 'FROM kept'), await variables(made)]).toEqual(before);
  });

  it('may have names and texts that need quotes', async () => {
    const session = await open();
    for (const sql of [
      'CREATE SCHEMA "a.b""c"',
      'USE "a.b""c"',
      `CREATE TEMP TABLE "it's ""here""" AS SELECT 'it''s' AS "the ""column"""`,
      `CREATE TEMP SEQUENCE "s'q"`,
      `SELECT nextval('"s''q"')`,
      `CREATE TEMP TYPE "t'y" AS ENUM ('it''s')`,
      `SET VARIABLE "v'n" = 'it''s'`,
      'SET VARIABLE "v ""n" = 2',
    ]) {
      await run(session, sql);
    }
    const made = await restored(savedOf(await save()));
    expect(await rows(made, `SELECT *, 'it''s'::"t'y" FROM "it's ""here"""`)).toEqual([
      ["it's", "it's"],
    ]);
    expect(await rows(made, `SELECT current_schema(), nextval('"s''q"')`)).toEqual([['a.b"c', 2n]]);
    expect(await rows(made, `SELECT getvariable('v''n'), getvariable('v "n')`)).toEqual([
      ["it's", 2],
    ]);
  });

  it('have their rows back in order, few or many', async () => {
    const order = `SELECT count(*), bool_and(isNext)
      FROM (SELECT i > coalesce(lag(i) OVER (ORDER BY rowid), -1) AS isNext FROM kept)`;
    for (const count of [10, 300_000]) {
      const session = await open();
      await run(session, `CREATE TEMP TABLE kept AS SELECT i FROM range(${count}) t(i)`);
      await run(session, 'CREATE TEMP TABLE other AS SELECT 7 AS i');
      const made = await restored(savedOf(await save()));
      expect(await rows(made, order)).toEqual([[BigInt(count), true]]);
      expect(await rows(made, 'FROM other')).toEqual([[7]]);
      await sessions.close(sessionId);
    }
  });

  it('are saved all in one file when there are many of them', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `session-${index}`);
    for (const [index, id] of many.entries()) {
      const session = await open(id);
      await run(session, `CREATE TEMP TABLE kept AS SELECT ${index} AS i`);
    }
    const saves = (await saveAll()).map(savedOf);
    expect(saves.map((saved) => saved.sessionId).toSorted()).toEqual(many.toSorted());
    expect(new Set(saves.map(({ rowsFile }) => rowsFile)).size).toBe(1);
    for (const id of many) await sessions.close(id);
    await Promise.all(saves.map((saved) => sessions.restore(saved, () => true)));
    for (const [index, id] of many.entries()) {
      expect(await rows(found(id), 'FROM kept')).toEqual([[index]]);
    }
  });

  it('go on where they are when they are let go', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE kept AS SELECT 7 AS i');
    await save();
    expect(session.isHeld).toBe(true);
    await sessions.letGo();
    expect(session.isHeld).toBe(false);
    expect(await rows(session, 'FROM kept')).toEqual([[7]]);
  });

  it('are told as not saved when the time is over', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE kept AS SELECT i FROM range(1000000) t(i)');
    expect(await save(0)).toEqual({ kind: 'unsaved', sessionId, why: 'not_in_time' });
  });

  it('are on the list when they are made and wanted, and not before', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP VIEW seen AS SELECT 1 AS i');
    const saved = savedOf(await save());
    await sessions.close(sessionId);
    expect((await sessions.restore(saved, () => false)).error).not.toBeNull();
    expect(sessions.ids).toEqual([]);
    expect(await sessions.restore(saved, () => true)).toEqual(whole);
    expect(sessions.ids).toEqual([sessionId]);
  });

  it('are gone although they were closed while they were made', async () => {
    await open();
    const saved = savedOf(await save());
    await sessions.close(sessionId);
    const made = sessions.restore(saved, () => true);
    expect(await sessions.close(sessionId)).toEqual({ isThere: true, rolledBack: false });
    expect(await made).toEqual(whole);
    expect(sessions.ids).toEqual([]);
  });

  it('are made in an order in which they can be', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE kept AS SELECT 1 AS i');
    await run(session, 'CREATE TEMP VIEW seen AS SELECT i FROM kept');
    const saved = savedOf(await save());
    const made = await restored({ ...saved, objects: saved.objects.toReversed() });
    expect(await rows(made, 'FROM seen')).toEqual([[1]]);
  });

  it('are made again without what was prepared over a table that is gone, again and again', async () => {
    const session = await open();
    for (const sql of [
      'CREATE TEMP TABLE brief AS SELECT 1 AS i',
      'PREPARE lost AS FROM brief',
      'PREPARE "Kept" AS SELECT $1 + 1',
      'DROP TABLE brief',
    ]) {
      await run(session, sql);
    }
    for (let times = 0; times < 2; times++) {
      const saved = savedOf(await save());
      expect(saved.prepared).toHaveLength(times === 0 ? 2 : 1);
      const gone =
        'the prepared statement lost: Catalog Error: Table with name brief does not exist';
      const made = await restored(saved, times === 0 ? [gone] : []);
      expect(await rows(made, 'EXECUTE kept(1)')).toEqual([[2]]);
      await expect(rows(made, 'EXECUTE lost')).rejects.toThrow('does not exist');
    }
  });

  it('are made again without what was prepared when that has taken its time', async () => {
    const session = await open();
    await run(session, 'CREATE TEMP TABLE kept AS SELECT 7 AS i');
    await run(session, 'PREPARE late AS FROM kept');
    const saved = savedOf(await save());
    sessions = new HostSessions(lake, files.saved, 0);
    const made = await restored(saved, ['the prepared statement late: there was no time for it']);
    expect(await rows(made, 'FROM kept')).toEqual([[7]]);
  });

  async function open(id = sessionId): Promise<HostSession> {
    expect(await sessions.open({ sessionId: id, database: 'default' })).toBeNull();
    return found(id);
  }

  function found(id = sessionId): HostSession {
    const session = sessions.of(id);
    if (!session) throw new Error('the session is not there');
    return session;
  }

  async function save(forMs?: number): Promise<SessionSave | undefined> {
    return (await saveAll(forMs))[0];
  }

  /** Each time into a place of its own, as each host has one. */
  function saveAll(forMs = 60_000): Promise<readonly SessionSave[]> {
    return sessions.save({ except: [], directory: mkdtempSync(join(home, 'saved-')), forMs });
  }

  async function restored(
    saved: SavedSession,
    without: readonly string[] = [],
  ): Promise<HostSession> {
    await sessions.close(sessionId);
    expect(await sessions.restore(saved, () => true)).toEqual({ error: null, without });
    return found();
  }
});

const whole = { error: null, without: [] };

const everyType = `
  SELECT true AS c0, 1::TINYINT AS c1, 170141183460469231731687303715884105727::HUGEINT AS c2,
    1::UHUGEINT AS c3, 1.5::FLOAT AS c4, 'nan'::DOUBLE AS c5, 1.25::DECIMAL(38, 10) AS c6,
    'text' AS c7, '\\xAA'::BLOB AS c8, '0101'::BIT AS c9, uuid() AS c10, now() AS c11,
    '2020-01-01 00:00:00.123456789'::TIMESTAMP_NS AS c12, '10:00:00+02'::TIMETZ AS c13,
    INTERVAL 3 MONTHS AS c14, 'b'::ENUM('a', 'b') AS c15, [1, NULL, 3] AS c16, [1, 2]::INT[2] AS c17,
    {a: 1, "B c": ['x']} AS c18, MAP {'k': '{"z": 1}'::JSON} AS c19,
    union_value(num := 2)::UNION(num INT, txt VARCHAR) AS c20, '[1]'::JSON AS c21,
    12345678901234567890123456789012345678901234567890::BIGNUM AS c22, NULL::DATE AS c23`;

async function run({ connection, notes }: HostSession, sql: string): Promise<void> {
  await connection.run(sql);
  await notes.take(connection, sql.split(' ')[0] ?? '', sql);
}

function savedOf(save: SessionSave | undefined): SavedSession {
  if (save?.kind !== 'saved') throw new Error(JSON.stringify(save));
  return save.saved;
}

async function rows({ connection }: HostSession, sql: string) {
  return (await connection.runAndReadAll(sql)).getRows();
}

function variables(session: HostSession) {
  return rows(session, "SELECT getvariable('kept'), typeof(getvariable('kept'))");
}
