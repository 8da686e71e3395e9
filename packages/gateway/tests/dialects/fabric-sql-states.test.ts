import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/system/system-clock.ts';
import { projectId } from '../access/personas.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { callFabric, type FabricCalls } from './start-fabric.ts';

describe('the SQLSTATE of a statement that DuckDB refuses', () => {
  let world: DuckdbWorld;
  let fabric: FabricCalls;
  let sessionId: string;
  beforeAll(async () => {
    world = await startDuckdb({ projectId });
    fabric = await callFabric({ ...world, clock: systemClock });
    sessionId = await fabric.open();
    const { body, text } = await fabric.run(
      sessionId,
      `CREATE TABLE t (i INT PRIMARY KEY, s VARCHAR NOT NULL, CHECK (i < 100));
       CREATE TABLE child (i INT REFERENCES t (i)); CREATE VIEW v AS SELECT 1 AS a;
       CREATE SEQUENCE seq; CREATE MACRO twice(a) AS 2 * a; INSERT INTO t VALUES (1, 'a');
       CREATE TABLE doubles AS SELECT 1 AS i FROM range(2); CREATE INDEX ix ON doubles (i);
       INSERT INTO child VALUES (1)`,
    );
    if ((body as { status: number }).status !== 2) throw new Error(text);
  });
  afterAll(async () => {
    await fabric.close();
    await world.close();
  });

  it.each([
    // A constraint.
    ["INSERT INTO t VALUES (1, 'b')", '23505'],
    ["INSERT INTO t VALUES (2, 'b'), (2, 'c')", '23505'],
    ["BEGIN; INSERT INTO t VALUES (1, 'b')", '23505'],
    ['CREATE UNIQUE INDEX once ON doubles (i)', '23505'],
    ['INSERT INTO t VALUES (2, NULL)', '23502'],
    ['UPDATE t SET s = NULL', '23502'],
    ["INSERT INTO t VALUES (100, 'b')", '23514'],
    ['INSERT INTO child VALUES (77)', '23503'],
    ['DELETE FROM t', '23503'],
    // No such table; as in PostgreSQL, a view and a sequence are one too.
    ['SELECT * FROM nosuch', '42P01'],
    ['SELECT * FROM "no such"', '42P01'],
    ['SELECT * FROM nosuch.nosuch', '42P01'],
    ['INSERT INTO nosuch VALUES (1)', '42P01'],
    ['DROP TABLE nosuch', '42P01'],
    ['DROP VIEW nosuch', '42P01'],
    ["SELECT nextval('nosuch')", '42P01'],
    ['ALTER TABLE nosuch ADD COLUMN x INT', '42P01'],
    ['SELECT x.i FROM t', '42P01'],
    // No such column.
    ['SELECT nosuch FROM t', '42703'],
    ['SELECT nosuch', '42703'],
    ['SELECT t.nosuch FROM t', '42703'],
    ['SELECT x.nosuch FROM (VALUES (1)) AS x(a)', '42703'],
    ['INSERT INTO t (nosuch) VALUES (1)', '42703'],
    ['UPDATE t SET nosuch = 1', '42703'],
    ['ALTER TABLE doubles DROP COLUMN nosuch', '42703'],
    ['SELECT * EXCLUDE (nosuch) FROM t', '42703'],
    ['SELECT * FROM t JOIN child USING (nosuch)', '42703'],
    // No such function, or none for these values.
    ['SELECT nosuch(1)', '42883'],
    ['SELECT * FROM nosuch(1)', '42883'],
    ["SELECT abs('a', 'b')", '42883'],
    ['SELECT 1 + [1]', '42883'],
    ['SELECT twice()', '42883'],
    // There is one already.
    ['CREATE TABLE t (i INT)', '42P07'],
    ['CREATE TABLE t AS SELECT 1 AS i', '42P07'],
    ['CREATE VIEW v AS SELECT 2 AS a', '42P07'],
    ['CREATE TABLE v (i INT)', '42P07'],
    ['CREATE SEQUENCE seq', '42P07'],
    ['CREATE INDEX ix ON doubles (i)', '42P07'],
    ['ALTER TABLE doubles RENAME TO t', '42P07'],
    // Transactions.
    ['COMMIT', '25P01'],
    ['ROLLBACK', '25P01'],
    // What PostgreSQL has a finer word for, and DuckDB says too many ways.
    ['SELEKT 1', '42601'],
    ["SELECT 'a'::INT", '22000'],
    ["SELECT error('Constraint Error: Duplicate key')", '22000'],
    ['SELECT i FROM t AS one, t AS other', '42000'],
  ])('of %s is %s', async (statement, sqlState) => {
    expect(await statesOf(statement)).toEqual([sqlState]);
    await fabric.run(sessionId, 'ROLLBACK');
  });

  it('is 25P02 of each statement of a transaction that has failed, and of its COMMIT', async () => {
    const failing = "BEGIN; INSERT INTO t VALUES (3, 'c'); INSERT INTO t VALUES (3, 'c')";
    expect(await statesOf(failing)).toEqual(['23505']);
    expect(await statesOf('SELECT 1')).toEqual(['25P02']);
    expect(await statesOf('COMMIT')).toEqual(['25P02']);
    expect(await statesOf('COMMIT')).toEqual(['25P01']);
  });

  it('is 23505 also where another session was the first to commit the key', async () => {
    const other = await fabric.open();
    for (const one of [sessionId, other]) {
      const begun = await fabric.run(one, "BEGIN; INSERT INTO t VALUES (9, 'z')");
      expect(begun.body).toMatchObject({ status: 2 });
    }
    expect((await fabric.run(other, 'COMMIT')).body).toMatchObject({ status: 2 });
    expect(await statesOf('COMMIT')).toEqual(['23505']);
  });

  /** Of what did not succeed. */
  async function statesOf(statement: string): Promise<string[]> {
    const { body, text } = await fabric.run(sessionId, statement);
    const { results } = body as { results: { sql_state: string; message: string }[] };
    const failed = results.filter(({ sql_state: state }) => state !== '00000');
    if (failed.length === 0) throw new Error(`it succeeded: ${text}`);
    return failed.map(({ sql_state: state }) => state);
  }
});
