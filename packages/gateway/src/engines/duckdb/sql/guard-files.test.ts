import { describe, expect, it } from 'vitest';
import { guardSql } from './guard-sql.ts';

describe('the files that a statement reads', () => {
  it.each<[sql: string, paths: readonly string[]]>([
    ['SELECT 1', []],
    ["FROM 'a.csv'", ['a.csv']],
    ["SELECT * FROM 'a.csv' WHERE x = 'b.csv'", ['a.csv']],
    ["FROM 'a' '.csv'", ['a']],
    ["FROM 'a'\n'.csv'", ['a.csv']],
    ["FROM E'\\x61.csv'", ['a.csv']],
    ['FROM $$a.csv$$', ['a.csv']],
    ["FROM t, 'a.csv'", ['a.csv']],
    ["FROM t AS x(a, b), 'a.csv' y, 'b.csv'", ['a.csv', 'b.csv']],
    ["FROM x: 'a.csv', y: 'b.csv'", ['a.csv', 'b.csv']],
    [
      "FROM t JOIN 'a.csv' ON true LEFT JOIN 'b.csv' USING (x), 'c.csv'",
      ['a.csv', 'b.csv', 'c.csv'],
    ],
    ["FROM (t CROSS JOIN 'a.csv')", ['a.csv']],
    ["FROM t SELECT 'a.csv', (FROM 'b.csv'), 'c.csv'", ['b.csv']],
    ["FROM t GROUP BY a, 'x' ORDER BY 'y', 'z' LIMIT 1", []],
    ["SELECT a FROM 'a.csv' UNION FROM 'b.csv'", ['a.csv', 'b.csv']],
    [
      "SELECT EXISTS (FROM 'a.csv'), x IN (FROM 'b.csv'), y IN ('c.csv', 'd.csv')",
      ['a.csv', 'b.csv'],
    ],
    ["SELECT extract(year FROM (SELECT max(d) FROM 'a.csv'))", ['a.csv']],
    ["SELECT a IS DISTINCT FROM (SELECT b FROM 'a.csv')", ['a.csv']],
    ["WITH q AS (FROM 'a.csv') FROM q", ['a.csv']],
    ["SELECT a IS DISTINCT FROM 'a.csv', a IS NOT DISTINCT FROM 'b.csv' FROM t", []],
    ["SELECT trim('x' FROM 'a.csv'), extract(year FROM 'b.csv') FROM t", []],
    ["TABLE 'a.csv'", ['a.csv']],
    ["FROM ONLY 'a.csv'", ['a.csv']],
    ["DESCRIBE 'a.csv'", ['a.csv']],
    ["DESC TABLE 'a.csv'", ['a.csv']],
    ["SHOW 'a.csv'", ['a.csv']],
    ["SUMMARIZE 'a.csv'", ['a.csv']],
    ["PIVOT 'a.csv' ON x", ['a.csv']],
    ["PIVOT_WIDER 'a.csv' ON x", ['a.csv']],
    ["UNPIVOT 'a.csv' ON x", ['a.csv']],
    ["EXPLAIN ANALYZE FROM 'a.csv'", ['a.csv']],
    ["INSERT INTO t SELECT 'x', 'y' FROM 'a.csv'", ['a.csv']],
    ["INSERT INTO trim (SELECT x FROM 'a.csv')", ['a.csv']],
    ["INSERT INTO t VALUES ('a.csv', 'b.csv')", []],
    ["DELETE FROM t USING u, 'a.csv'", ['a.csv']],
    ["UPDATE t SET a = 'x', b = 'y' FROM 'a.csv'", ['a.csv']],
    [
      "MERGE INTO t USING 'a.csv' AS s ON true WHEN MATCHED THEN UPDATE SET a = 'x', b = 'y'",
      ['a.csv'],
    ],
    ["CREATE VIEW v AS FROM 'a.csv'", ['a.csv']],
    ["CREATE MACRO m() AS TABLE FROM 'a.csv'", ['a.csv']],
    ['FROM "dir/a.csv"', ['dir/a.csv']],
    ['FROM "/dir/a".csv', ['/dir/a.csv']],
    ['FROM "/dir".a."PARQUET"', ['/dir.a.PARQUET']],
    ['FROM "/dir/lake.duckdb"', ['/dir/lake.duckdb']],
    ['FROM t JOIN "/a.json.gz" ON true', ['/a.json.gz']],
    ['FROM sales.orders, "a b", a.csv', []],
    ['SELECT "/a.csv" AS "/b.csv" FROM t', []],
    ["FROM read_csv('a.csv')", ['a.csv']],
    ["FROM read_csv('a.csv', delim = '/')", ['a.csv']],
    ["FROM READ_CSV (['a.csv', 'b.csv'], header = true)", ['a.csv', 'b.csv']],
    ["FROM main.read_parquet('a.parquet') JOIN glob('*.csv') ON true", ['a.parquet', '*.csv']],
    ["FROM sniff_csv('a.csv'), parquet_schema('b.parquet')", ['a.csv', 'b.parquet']],
    ["FROM query_table('sales.orders'), histogram('t', a), query_table(['a', 'b'])", []],
    ["COPY t FROM 'a.csv'", ['a.csv']],
    ["COPY t TO 'a.csv'", []],
    ["COPY (FROM 'a.csv') TO 'b.csv'", ['a.csv']],
  ])('%j', (sql, paths) => {
    const guarded = guardSql(sql, 'job');
    expect(guarded).toMatchObject({ kind: 'ok', paths: expect.any(Array) });
    expect([...(guarded.kind === 'ok' ? guarded.paths : [])].sort()).toEqual([...paths].sort());
  });
});

describe('the file of a COPY', () => {
  it.each([
    ["COPY t TO 'a.csv'", 'to', "'a.csv'", 'a.csv'],
    ["copy t(a, \"to\") to 'it''s.csv' (HEADER)", 'to', "'it''s.csv'", "it's.csv"],
    ["COPY (SELECT 'x' FROM t WHERE a = 'to') TO 'a.csv'", 'to', "'a.csv'", 'a.csv'],
    ["COPY (COPY (x) TO 'y') TO E'\\x61.csv'", 'to', "E'\\x61.csv'", 'a.csv'],
    ['COPY (SELECT 1) TO $p$a.csv$p$ (FORMAT csv)', 'to', '$p$a.csv$p$', 'a.csv'],
    ["COPY t TO 'a'\n  '.csv';", 'to', "'a'\n  '.csv'", 'a.csv'],
    [
      "COPY \"from\" TO 'd' (PARTITION_BY (a), FILENAME_PATTERN 'p_{i}', DELIMITER '/')",
      'to',
      "'d'",
      'd',
    ],
    ["COPY 't' FROM 'a.csv' (HEADER)", 'from', "'a.csv'", 'a.csv'],
    ["/* 数据 */ COPY t FROM 'a.csv'", 'from', "'a.csv'", 'a.csv'],
  ])('%j', (sql, direction, literal, path) => {
    const guarded = guardSql(sql, 'job');
    const start = sql.lastIndexOf(literal);
    const copy = { direction, path, start, end: start + literal.length };
    expect(guarded).toMatchObject({ kind: 'ok', copy });
  });
});
