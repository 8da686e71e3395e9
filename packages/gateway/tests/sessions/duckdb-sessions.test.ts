import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { computing } from '../support/computing.ts';
import { deaf, scan } from '../support/slow-sql.ts';
import { type SessionCalls, sessionCalls } from '../support/session-calls.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import type { Session } from '../../src/core/session/session.ts';

describe('a session on DuckDB', () => {
  let world: DuckdbWorld;
  let calls: SessionCalls;
  beforeAll(async () => {
    world = await startDuckdb({ interruptMs: 2_000 });
    calls = sessionCalls(world);
  });
  afterAll(() => world.close());

  it('takes one statement at a time: comments and a semicolon at its end are part of it, another is not', async () => {
    const session = await calls.open();
    expect(await calls.rows(session, '-- the answer\nSELECT 42\n  AS i; -- said;\n')).toEqual([
      '[42]',
    ]);
    const order = { owner: 'test', statements: ['SELECT 1;\nSELECT 2'] };
    const { actions, projectId } = world;
    expect(await actions.submitStatements(projectId, session.id, order)).toMatchObject({
      kind: 'refused',
      error: {
        code: 'not_supported',
        message:
          'This takes one statement, and another begins at line 2, column 1. Submit each by itself.',
      },
    });
    await calls.close(session);
  });

  it('keeps its database, variables, temporary tables, views and macros from statement to statement', async () => {
    const session = await calls.open();
    await calls.run(session, 'CREATE SCHEMA shop');
    await calls.run(session, 'USE shop');
    await calls.run(session, 'CREATE TEMP TABLE kept AS SELECT 1 AS i');
    await calls.run(session, 'CREATE TEMP VIEW seen AS SELECT i + 1 AS i FROM kept');
    await calls.run(session, 'CREATE TEMP MACRO twice(a) AS a * 2');
    await calls.run(session, 'SET VARIABLE factor = 10');
    expect(
      await calls.rows(
        session,
        "SELECT current_schema(), twice(i), getvariable('factor') FROM seen",
      ),
    ).toEqual(['["shop",4,10]']);
    await calls.close(session);
    expect((await world.run('SELECT * FROM kept')).state.ending.how).toBe('failed');
  });

  it('tells names of its catalog, and beside a statement those that all can see', async () => {
    await world.run('CREATE SCHEMA names_of');
    await world.run('CREATE TABLE names_of.named (named_column INT)');
    await world.run('CREATE MACRO named_macro(a) AS a');
    const [session, other] = [await calls.open(), await calls.open()];
    await calls.run(session, 'CREATE TEMP TABLE named_only_here (i INT)');
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

    await calls.run(session, 'BEGIN');
    await calls.run(session, 'CREATE TABLE named_in_it (i INT)');
    expect(await told('name')).toEqual(shared);
    await calls.run(session, 'ROLLBACK');
    await calls.submit(session, scan);
    for (const pid of world.processes()) await computing(pid);
    expect(await told('name')).toEqual(shared);
    await calls.close(session);
    expect(await names('name')).toEqual([]);
    await calls.close(other);
  });

  it('lets tables with the word type, and types, be made beside a transaction that has written, and such tables in one', async () => {
    const session = await calls.open();
    await world.run('CREATE TABLE typing (i INT)');
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO typing VALUES (1)');
    const made = [
      'CREATE TABLE typed (id INT, type VARCHAR)',
      "CREATE OR REPLACE VIEW typed_view AS SELECT 'blood type' AS x /* type */",
      "CREATE TYPE first_type AS ENUM ('a')",
    ];
    for (const sql of made) {
      expect((await world.run(sql)).state.ending).toMatchObject({ how: 'succeeded' });
    }
    await calls.run(session, 'CREATE TEMP TABLE typed_within (id INT, type VARCHAR)');
    const type = await calls.end(session, "CREATE TYPE second_type AS ENUM ('a')");
    expect(type.state.ending).toMatchObject({ error: { code: 'not_supported' } });
    await calls.run(session, 'ROLLBACK');
    await calls.close(session);
  });

  it('lets types be made beside a long reader, where their database is older than it', async () => {
    await world.run('CREATE SCHEMA of_types');
    await world.run('CREATE TABLE long_read (i INT)');
    const reader = await calls.open();
    await calls.run(reader, 'BEGIN');
    await calls.run(reader, 'SELECT * FROM long_read');
    const changes = [
      'CREATE SCHEMA younger_than_the_reader',
      'CREATE TABLE of_types.database (schema INT)',
      "CREATE TYPE of_types.beside_reader AS ENUM ('a')",
    ];
    for (const sql of changes) {
      expect((await world.run(sql)).state.ending).toMatchObject({ how: 'succeeded' });
    }
    await calls.run(reader, 'ROLLBACK');
    await calls.close(reader);
  });

  it.each([
    ['a transaction that has written', 'INSERT INTO awaited VALUES (1)'],
    ['a transaction that has read', 'SELECT * FROM awaited'],
  ])('has a type wait for %s, where its database is newer', async (_of, sql) => {
    const session = await calls.open();
    await world.run('CREATE TABLE IF NOT EXISTS awaited (i INT)');
    await calls.run(session, 'BEGIN');
    await calls.run(session, sql);
    await world.run('CREATE SCHEMA brand_new');
    const { actions, projectId } = world;
    const answer = await actions.submitJob({
      projectId,
      owner: 'test',
      sql: "CREATE TYPE brand_new.late_type AS ENUM ('a')",
    });
    if (answer.kind !== 'accepted') throw new Error(answer.kind);
    await world.running(answer.job);
    await calls.run(session, 'COMMIT');
    expect((await world.ended(answer.job)).state.ending.how).toBe('succeeded');
    await world.run('DROP SCHEMA brand_new CASCADE');
    await calls.close(session);
  });

  it('says of a statement in a transaction that it failed after its first rows', async () => {
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    const late = await calls.end(
      session,
      "SELECT CASE WHEN i > 3000000 THEN error('boom') ELSE i END FROM range(5000000) t(i)",
    );
    expect(late.state.ending).toMatchObject({
      how: 'failed',
      error: {
        message:
          'The statement failed while its rows were read, and DuckDB does not say why. ' +
          'The transaction was rolled back. End it with ROLLBACK.',
      },
    });
    await calls.run(session, 'ROLLBACK');
    await calls.close(session);
  });

  it('lets statements come while names are looked up', async () => {
    const session = await calls.open();
    for (let round = 0; round < 20; round++) {
      const asked = { begins: 'sum', within: null, most: 9 };
      const [names, ended] = await Promise.all([
        world.engine.sessions.namesIn(session.id, asked),
        calls.run(session, `SELECT ${round} FROM range(3000)`),
      ]);
      // A look that was ended for the statement tells none.
      expect(names.length === 0 || names.includes('sum')).toBe(true);
      expect(ended.state.ending).toMatchObject({ how: 'succeeded', result: { rowCount: 3_000 } });
    }
    await calls.close(session);
  });

  it('shows nothing of it to another session', async () => {
    const [one, other] = [await calls.open(), await calls.open()];
    await calls.run(one, 'CREATE TEMP TABLE mine AS SELECT 1 AS i');
    await calls.run(one, 'SET VARIABLE secret = 1');
    expect((await calls.end(other, 'SELECT * FROM mine')).state.ending.how).toBe('failed');
    expect(await calls.rows(other, "SELECT getvariable('secret')")).toEqual(['[null]']);
    await calls.close(one);
    await calls.close(other);
  });

  it('prepares statements and executes them with values, until they are deallocated', async () => {
    await world.run('CREATE TABLE orders (id INT, what VARCHAR)');
    const [session, other] = [await calls.open(), await calls.open()];
    await calls.run(session, 'PREPARE put AS INSERT INTO orders VALUES (?, ?)');
    await calls.run(session, 'PREPARE "Get" AS SELECT what FROM orders WHERE id = $id');
    expect((await calls.run(session, "EXECUTE put(1, 'it''s')")).state.ending).toMatchObject({
      result: { affectedRows: 1, columns: [], rowCount: 0 },
    });
    expect(await calls.rows(session, 'EXECUTE get(id := 1)')).toEqual([`["it's"]`]);
    expect(await world.rows('SELECT count(*) FROM orders')).toEqual(['[1]']);
    // The later one of a name counts.
    await calls.run(session, 'PREPARE put AS UPDATE orders SET id = $1 RETURNING id');
    expect(await calls.rows(session, 'EXECUTE put(5)')).toEqual(['[5]']);
    const noSuch = { how: 'failed', error: { message: expect.stringContaining('does not exist') } };
    expect((await calls.end(other, 'EXECUTE put(6)')).state.ending).toMatchObject(noSuch);
    await calls.run(session, 'DEALLOCATE put');
    expect((await calls.end(session, 'EXECUTE put(6)')).state.ending).toMatchObject(noSuch);
    expect(await world.rows('SELECT id FROM orders')).toEqual(['[5]']);
    await calls.close(session);
    await calls.close(other);
  });

  it('executes what was prepared in a transaction, and rolls it back with all of it', async () => {
    await world.run('CREATE TABLE entries (i INT)');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'PREPARE enter AS INSERT INTO entries VALUES ($1)');
    await calls.run(session, 'EXECUTE enter(1)');
    await calls.run(session, 'ROLLBACK');
    await calls.run(session, 'EXECUTE enter(2)');
    expect(await world.rows('SELECT i FROM entries')).toEqual(['[2]']);
    await calls.close(session);
  });

  it('stops an EXECUTE that runs, and keeps what was prepared', async () => {
    const session = await calls.open();
    await calls.run(session, `PREPARE slow AS ${scan}`);
    await calls.run(session, 'PREPARE quick AS SELECT $1 + 1');
    const slow = await calls.submit(session, 'EXECUTE slow');
    await world.running(slow);
    expect((await world.cancel(slow)).kind).toBe('cancelled');
    expect(await calls.rows(session, 'EXECUTE quick(1)')).toEqual(['[2]']);
    await calls.close(session);
  });

  it('says why something cannot be prepared or executed, and goes on', async () => {
    await world.run("CREATE TABLE wide AS SELECT 'a' AS k, 1 AS v");
    const session = await calls.open();
    await calls.run(session, 'PREPARE one AS SELECT $1::INT AS i');
    for (const [sql, code, why] of [
      ['PREPARE p AS PIVOT wide ON k USING sum(v)', 'not_supported', 'PIVOT without IN'],
      ['PREPARE p AS FROM (PIVOT wide ON k USING sum(v))', 'not_supported', 'PIVOT without IN'],
      ['PREPARE p AS SELECT * FROM nowhere', 'semantic', 'nowhere'],
      ['EXECUTE one', 'runtime', 'Values were not provided'],
      ["EXECUTE one('x')", 'runtime', "'x'"],
      ['EXECUTE nothing', 'semantic', 'does not exist'],
    ] as const) {
      const { ending } = (await calls.end(session, sql)).state;
      expect({ sql, ending }).toMatchObject({
        sql,
        ending: { how: 'failed', error: { code, message: expect.stringContaining(why) } },
      });
    }
    expect(await calls.rows(session, 'EXECUTE one(7)')).toEqual(['[7]']);
    await calls.run(session, 'BEGIN');
    const refused = await calls.end(session, 'PREPARE p AS PIVOT wide ON k USING sum(v)');
    expect(refused.state.ending.how).toBe('failed');
    expect(await calls.rows(session, 'EXECUTE one(8)')).toEqual(['[8]']);
    await calls.run(session, 'COMMIT');
    await calls.close(session);
  });

  it('refuses what counts for others, and says what there is', async () => {
    const session = await calls.open();
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
    await calls.close(session);
  });

  it.each([
    'ALTER TABLE part ADD COLUMN k INT DEFAULT (nosuch())',
    'CREATE TABLE part (i INT)',
    'CREATE INDEX computed ON part ((i + 1))',
    // DuckDB says of it at the end that it cannot bind it.
    `INSERT INTO part SELECT r FROM (SELECT range AS k FROM range(300000)) t,
       LATERAL range(0, 1, CASE WHEN k >= 299990 THEN 0 ELSE 1 END) s(r)`,
  ])('rolls back a transaction with a statement that fails when it runs: %s', async (sql) => {
    await world.run('CREATE OR REPLACE TABLE part AS SELECT 1 AS i');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO part VALUES (2)');
    const failed = await calls.end(session, sql);
    expect(failed.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('rolled back') },
    });
    expect((await calls.end(session, 'COMMIT')).state.ending.how).toBe('failed');
    await calls.close(session);
    expect(await world.rows('FROM part')).toEqual(['[1]']);
  });

  it('commits a transaction as one unit, with one marker', async () => {
    await world.run('CREATE TABLE units (i INT)');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO units VALUES (1)');
    await calls.run(session, 'INSERT INTO units VALUES (2)');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[0]']);
    await calls.run(session, 'COMMIT');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[2]']);
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO units VALUES (3)');
    await calls.run(session, 'ROLLBACK');
    expect(await world.rows('SELECT count(*) FROM units')).toEqual(['[2]']);
    await calls.close(session);
  });

  it('commits although all slots are held by those who wait for it', async () => {
    await world.run('CREATE TABLE waited_for AS SELECT 1 AS i');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'UPDATE waited_for SET i = i + 1');
    const submit = () => world.submit('UPDATE waited_for SET i = i + 1');
    const jobs = await Promise.all([submit(), submit(), submit(), submit()]);
    for (const job of jobs) await world.running(job);
    jobs.push(await submit());
    await calls.run(session, 'COMMIT');
    for (const job of jobs) {
      expect((await world.ended(job)).state.ending).toMatchObject({ how: 'succeeded' });
    }
    expect(await world.rows('FROM waited_for')).toEqual(['[7]']);
    await calls.close(session);
  });

  it('rolls a transaction back when a statement of it is cancelled, and takes nothing but its end', async () => {
    await world.run('CREATE TABLE halves (i INT)');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO halves VALUES (1)');
    const slow = await calls.submit(session, scan);
    await world.running(slow);
    expect((await world.cancel(slow)).kind).toBe('cancelled');
    expect(await world.stores.jobs.receiptOf(slow.id)).toMatchObject({
      collateral: [`session ${session.id} lost its open transaction, which was rolled back`],
    });
    const refused = await calls.end(session, 'INSERT INTO halves VALUES (2)');
    expect(refused.state.ending).toMatchObject({
      how: 'failed',
      error: { message: expect.stringContaining('ROLLBACK') },
    });
    expect((await calls.end(session, 'COMMIT')).state.ending.how).toBe('failed');
    await calls.run(session, 'INSERT INTO halves VALUES (3)');
    expect(await world.rows('SELECT i FROM halves')).toEqual(['[3]']);
    await calls.close(session);
  });

  it('never calls a COMMIT of a failed transaction a success', async () => {
    await world.run('CREATE TABLE strict (i INT)');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO strict VALUES (1)');
    expect((await calls.end(session, "SELECT error('no')")).state.ending.how).toBe('failed');
    expect((await calls.end(session, 'COMMIT')).state.ending.how).toBe('failed');
    expect(await world.rows('SELECT count(*) FROM strict')).toEqual(['[0]']);
    await calls.close(session);
  });

  it('says that a COMMIT has failed, whatever the values are that its error quotes', async () => {
    await world.run('CREATE TABLE quoted (k VARCHAR PRIMARY KEY)');
    const [first, second] = [await calls.open(), await calls.open()];
    for (const session of [first, second]) {
      await calls.run(session, 'BEGIN');
      await calls.run(session, "INSERT INTO quoted VALUES ('x launched in read-only mode')");
    }
    await calls.run(second, 'CREATE TABLE beside (i INT)');
    await calls.run(first, 'COMMIT');
    expect((await calls.end(second, 'COMMIT')).state.ending.how).toBe('failed');
    expect((await world.run('FROM beside')).state.ending.how).toBe('failed');
    await calls.close(first);
    await calls.close(second);
  });

  it.each(['BEGIN READ ONLY', 'START TRANSACTION /* so */ READ ONLY'])(
    'keeps what is temporary of a transaction after %s, which writes nothing else',
    async (begin) => {
      await world.run('CREATE TABLE IF NOT EXISTS untouched (i INT)');
      const session = await calls.open();
      await calls.run(session, 'CREATE TEMP TABLE own (i INT)');
      await calls.run(session, begin);
      await calls.run(session, 'INSERT INTO own VALUES (3)');
      await calls.run(session, 'CREATE TEMP TABLE other AS SELECT 4 AS i');
      await calls.run(session, 'COMMIT');
      expect(await calls.rows(session, 'FROM own UNION ALL FROM other')).toEqual(['[3]', '[4]']);
      await calls.run(session, begin);
      const write = await calls.end(session, 'INSERT INTO untouched VALUES (1)');
      expect(write.state.ending.how).toBe('failed');
      expect((await calls.end(session, 'COMMIT')).state.ending.how).toBe('failed');
      await calls.run(session, 'INSERT INTO untouched VALUES (2)');
      await calls.close(session);
    },
  );

  it('outlives errors that quote what DuckDB says of its own end, or of a conflict', async () => {
    const session = await calls.open();
    await calls.run(session, 'CREATE TEMP TABLE here AS SELECT 1 AS i');
    for (const sql of [
      "SELECT 'database has been invalidated'::INT",
      'SELECT nope -- database has been invalidated',
      "SELECT error('FATAL Error: so')",
      "CREATE TABLE never AS SELECT 'write-write conflict'::INT",
      "SELECT ' ''max_temp_directory_size'' '::INT",
    ]) {
      const { ending } = (await calls.end(session, sql)).state;
      expect(ending).toMatchObject({ how: 'failed' });
      expect('error' in ending && ending.error?.code).not.toBe('resource');
    }
    expect(await calls.rows(session, 'FROM here')).toEqual(['[1]']);
    await calls.close(session);
  });

  it('goes on after one of its statements was cancelled', async () => {
    const session = await calls.open();
    await calls.run(session, 'CREATE TEMP TABLE stays AS SELECT 7 AS i');
    const slow = await calls.submit(session, scan);
    await world.running(slow);
    expect((await world.cancel(slow)).kind).toBe('cancelled');
    expect(await calls.rows(session, 'SELECT i FROM stays')).toEqual(['[7]']);
    await calls.close(session);
  });

  it('stops what runs in it, and rolls back what is open, when it is closed (I8)', async () => {
    await world.run('CREATE TABLE torn (i INT)');
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'INSERT INTO torn VALUES (1)');
    const slow = await calls.submit(session, scan);
    await world.running(slow);
    const waiting = await calls.submit(session, 'INSERT INTO torn VALUES (2)');
    await calls.close(session);
    expect((await world.ended(slow)).state.ending.how).toBe('cancelled');
    expect((await world.ended(waiting)).state.ending.how).toBe('cancelled');
    expect(await world.rows('SELECT count(*) FROM torn')).toEqual(['[0]']);
    expect(await world.stores.sessions.receiptOf(session.id)).toMatchObject({
      ending: 'closed',
      statements: { cancelled: 2 },
      remarks: [rolledBack],
      checks: [
        { held: { kind: 'context' }, isGone: true },
        { held: { kind: 'place' }, isGone: true },
      ],
    });
    expect(await remarksOnEnd(session.id)).toEqual([rolledBack]);
    expect(await world.stores.jobs.receiptOf(slow.id)).toMatchObject({
      collateral: [`session ${session.id} lost its open transaction, which was rolled back`],
    });
  });

  it('says that a close rolled back what was open, and only where something was', async () => {
    const [torn, done] = [await calls.open(), await calls.open()];
    await calls.run(torn, 'BEGIN');
    await calls.run(done, 'BEGIN');
    await calls.run(done, 'COMMIT');
    await calls.close(torn);
    await calls.close(done);
    expect(await remarksOnEnd(torn.id)).toEqual([rolledBack]);
    expect(await remarksOnEnd(done.id)).toEqual([]);
    expect(await world.stores.sessions.receiptOf(done.id)).toMatchObject({ remarks: [] });
  });

  it('says nothing of a transaction when a statement outside of one is cancelled', async () => {
    const session = await calls.open();
    const slow = await calls.submit(session, scan);
    await world.running(slow);
    expect((await world.cancel(slow)).kind).toBe('cancelled');
    expect(await world.stores.jobs.receiptOf(slow.id)).toMatchObject({ collateral: [] });
    await calls.close(session);
  });

  const rolledBack = 'Its transaction was rolled back: nothing of it was committed.';
  const remarksOnEnd = async (sessionId: string) =>
    (await world.stores.sessions.eventsOf(sessionId)).find(({ kind }) => kind === 'closed')
      ?.remarks;

  it('is closed although a statement in it ignores interrupts, and says what that cost others (I6)', async () => {
    const [session, neighbour] = [await calls.open(), await calls.open()];
    await calls.run(neighbour, 'BEGIN');
    const job = await calls.submit(session, deaf);
    await world.running(job);
    for (const pid of world.processes()) await computing(pid);
    await calls.close(session);
    expect((await world.ended(job)).state.ending.how).toBe('cancelled');
    const collateral = [`session ${neighbour.id} was lost: it had an open transaction`];
    expect(await closeOf(session)).toMatchObject({ collateral });
    expect(await endOf(neighbour)).toMatchObject({
      kind: 'lost',
      remarks: [expect.stringContaining('it had an open transaction') as string, rolledBack],
    });
  });

  it('says that a transaction was rolled back also where a statement in it ignores interrupts', async () => {
    const session = await calls.open();
    await calls.run(session, 'BEGIN');
    await calls.run(session, 'CREATE TABLE undone (i INT)');
    const job = await calls.submit(session, deaf);
    await world.running(job);
    for (const pid of world.processes()) await computing(pid);
    await calls.close(session);
    expect((await world.ended(job)).state.ending.how).toBe('cancelled');
    expect(await closeOf(session)).toMatchObject({ ending: 'closed', remarks: [rolledBack] });
    expect(await remarksOnEnd(session.id)).toEqual([rolledBack]);
    expect(await world.stores.jobs.receiptOf(job.id)).toMatchObject({
      collateral: [
        `session ${session.id} was lost: its statement ignored interrupts`,
        `session ${session.id} lost its open transaction, which was rolled back`,
      ],
    });
    expect((await world.run('FROM undone')).state.ending.how).toBe('failed');
  });

  it('says that a transaction was rolled back also where its host dies by itself, and only then', async () => {
    const [torn, failed, done] = [await calls.open(), await calls.open(), await calls.open()];
    for (const session of [torn, failed, done]) await calls.run(session, 'BEGIN');
    await calls.run(torn, 'CREATE TABLE torn_off (i INT)');
    expect((await calls.end(failed, "SELECT error('no')")).state.ending.how).toBe('failed');
    await calls.run(done, 'COMMIT');
    for (const pid of world.processes()) process.kill(pid, 'SIGKILL');
    const died = expect.stringContaining('died') as string;
    for (const [session, remarks] of [
      [torn, [died, rolledBack]],
      [failed, [died, rolledBack]],
      [done, [died]],
    ] as const) {
      expect(await endOf(session)).toMatchObject({ kind: 'lost', remarks });
    }
    expect((await world.run('FROM torn_off')).state.ending.how).toBe('failed');
  });

  it('is closed although its host is stopped, and says what that cost others (I6)', async () => {
    const [session, neighbour] = [await calls.open(), await calls.open()];
    for (const each of [session, neighbour]) await calls.run(each, 'BEGIN');
    for (const pid of world.processes()) process.kill(pid, 'SIGSTOP');
    await calls.close(session);
    const collateral = [`session ${neighbour.id} was lost: it could not be saved in time`];
    const remarks = [rolledBack];
    expect(await closeOf(session)).toMatchObject({ rung: 'kill-host', collateral, remarks });
    expect(await endOf(neighbour)).toMatchObject({
      kind: 'lost',
      remarks: [expect.stringContaining('did not end when it was told to') as string, rolledBack],
    });
  });

  const closeOf = ({ id }: Session) => world.stores.sessions.receiptOf(id);
  const endOf = async ({ id, request }: Session) => {
    await world.actions.awaitSession(
      request.projectId,
      id,
      30_000,
      ({ state }) => state.status === 'ended',
    );
    return (await world.stores.sessions.eventsOf(id)).at(-1);
  };
});
