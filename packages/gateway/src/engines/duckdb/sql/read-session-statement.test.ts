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
    'PREPARE p AS SELECT 1',
    'USE _sluice',
    "SET search_path = 'main,_sluice'",
    "ATTACH 'a.db'",
    'CHECKPOINT',
  ])('%s is refused', (sql) => {
    expect(guardSql(sql, 'session').kind).toBe('refused');
  });

  it.each(['BEGIN', 'USE shop', 'SET VARIABLE a = 1', 'COMMIT'])(
    '%s is refused as a job of its own',
    (sql) => {
      expect(guardSql(sql, 'job').kind).toBe('refused');
    },
  );
});
