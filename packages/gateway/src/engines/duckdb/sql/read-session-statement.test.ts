import { describe, expect, it } from 'vitest';
import { guardSql } from './guard-sql.ts';

describe('a statement of a session', () => {
  it.each([
    ['BEGIN', 'begin'],
    ['begin transaction read only', 'begin'],
    ['START TRANSACTION', 'begin'],
    ['COMMIT', 'commit'],
    ['END', 'commit'],
    ['ROLLBACK;', 'rollback'],
    ['ABORT', 'rollback'],
    ['-- now\nCOMMIT', 'commit'],
    ['USE shop', 'statement'],
    ['SET VARIABLE a = 1', 'statement'],
    ["SET search_path = 'shop,main'", 'statement'],
    ["SET SESSION schema = 'shop'", 'statement'],
    ['RESET VARIABLE a', 'statement'],
    ['SELECT 1', 'statement'],
    ['PREPARE p AS SELECT $1', 'statement'],
    ['; -- so\nprepare "P p" AS WITH a AS (SELECT ?) FROM a', 'statement'],
    ['PREPARE p AS INSERT INTO t VALUES ($a)', 'statement'],
    ['PREPARE p AS UPDATE t SET a = 1', 'statement'],
    ['PREPARE p AS DELETE FROM t', 'statement'],
    ['EXECUTE p', 'statement'],
    ["EXECUTE p(1, 'a')", 'statement'],
    ['DEALLOCATE p', 'statement'],
    ['DEALLOCATE PREPARE p', 'statement'],
  ])('%s is a %s', (sql, step) => {
    expect(guardSql(sql, 'session')).toMatchObject({ kind: 'ok', step });
  });

  it.each([
    'SET threads = 1',
    'SET GLOBAL schema = a',
    'SET SESSION threads = 1',
    'RESET memory_limit',
    'SET "schema" TO 1; SELECT 1',
    'SAVEPOINT a',
    "PREPARE p AS FROM read_csv('../a.csv')",
    'PREPARE p AS FROM read_csv($1)',
    "PREPARE p AS COPY t TO 'a.csv'",
    "PREPARE p AS COPY t FROM 'a.csv'",
    'PREPARE p AS CREATE TABLE t (a INT)',
    'PREPARE p AS DROP TABLE t',
    'PREPARE p AS EXPLAIN SELECT 1',
    'PREPARE p AS SET threads = 1',
    'PREPARE p AS SET VARIABLE a = 1',
    'PREPARE p AS BEGIN',
    'PREPARE p AS PREPARE q AS SELECT 1',
    'PREPARE p AS EXECUTE q',
    'PREPARE p AS CALL force_checkpoint()',
    'PREPARE p AS PRAGMA version',
    "PREPARE p AS ATTACH 'a.db'",
    'PREPARE p AS SELECT * FROM _sluice.commit_marker',
    'PREPARE p(INT) AS SELECT $1',
    'PREPARE p SELECT 1',
    'PREPARE',
    'PREPARE p AS SELECT 1; SELECT 2',
    "EXECUTE p(json_execute_serialized_sql('x'))",
    'EXPLAIN EXECUTE p',
    'USE _sluice',
    "SET search_path = 'main,_sluice'",
    "ATTACH 'a.db'",
    'CHECKPOINT',
  ])('%s is refused', (sql) => {
    expect(guardSql(sql, 'session').kind).toBe('refused');
  });

  it.each(['EXECUTE p($1)', 'EXECUTE p(1, ?)', 'EXECUTE p(a := $a)'])(
    '%s is refused with what to do: the engine binds no parameters of an EXECUTE',
    (sql) => {
      const message = expect.stringContaining('Give it the values') as string;
      expect(guardSql(sql, 'session')).toMatchObject({
        kind: 'refused',
        error: { code: 'not_supported', message },
      });
    },
  );

  it('leaves the parameters of what it prepares to EXECUTE', () => {
    expect(guardSql('PREPARE p AS SELECT $1, $b', 'session')).toMatchObject({
      statementClass: 'ddl',
      parameterCount: 0,
      parameterNames: [],
    });
  });

  it.each([
    'BEGIN',
    'USE shop',
    'SET VARIABLE a = 1',
    'COMMIT',
    'PREPARE p AS SELECT 1',
    'EXECUTE p',
  ])('%s is refused as a job of its own', (sql) => {
    expect(guardSql(sql, 'job').kind).toBe('refused');
  });
});
