import { expect, test } from 'vitest';
import { growthOf } from './growth-of.ts';
import { guardSql } from './guard-sql.ts';

test.each([
  'BEGIN',
  'START TRANSACTION',
  'COMMIT',
  'ROLLBACK',
  'USE sales',
  'SET VARIABLE a = 1',
  "SET search_path = 'a'",
  'RESET VARIABLE a',
  'PREPARE p AS INSERT INTO t VALUES (1)',
  'DEALLOCATE p',
])('%s of a session adds to nothing', (sql) => {
  const guarded = guardSql(sql, 'session');
  if (guarded.kind === 'refused') throw new Error(guarded.error.message);
  expect(growthOf(guarded)).toBe('nothing');
});

test('EXECUTE of a session may add to the database, whatever it runs', () => {
  const guarded = guardSql('EXECUTE p', 'session');
  if (guarded.kind === 'refused') throw new Error(guarded.error.message);
  expect(growthOf(guarded)).toBe('database');
});

test.each([
  ['SELECT 1', 'results'],
  ['WITH a AS (SELECT 1) SELECT * FROM a', 'results'],
  ['SHOW TABLES', 'results'],
  ['DESCRIBE t', 'results'],
  ['EXPLAIN INSERT INTO t SELECT 1', 'results'],
  ['INSERT INTO t SELECT 1', 'database'],
  ['WITH a AS (SELECT 1) INSERT INTO t FROM a', 'database'],
  ['UPDATE t SET a = 1', 'database'],
  ['MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE', 'database'],
  ['CREATE TABLE t AS SELECT 1', 'database'],
  ['CREATE OR REPLACE TABLE t (a INT)', 'database'],
  ['ALTER TABLE t ADD COLUMN b INT', 'database'],
  ["COPY t FROM 'a.csv'", 'database'],
  ["COPY t TO 'a.csv'", 'bucket'],
  ['DELETE FROM t', 'nothing'],
  ['TRUNCATE t', 'nothing'],
  ['DROP TABLE t', 'nothing'],
  ['DROP SCHEMA s CASCADE', 'nothing'],
  ["COMMENT ON TABLE t IS 'a'", 'nothing'],
])('%s adds to: %s', (sql, growth) => {
  const guarded = guardSql(sql, 'job');
  if (guarded.kind === 'refused') throw new Error(guarded.error.message);
  expect(growthOf(guarded)).toBe(growth);
});
