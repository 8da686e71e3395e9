import { describe, expect, it } from 'vitest';
import type { StatementClass } from '../../../core/job/job.ts';
import { guardSql } from './guard-sql.ts';

const allowed: Record<StatementClass, Record<string, readonly string[]>> = {
  query: {
    SELECT: [
      'SELECT 1',
      'select 1;',
      ';; SELECT 1 ;;',
      '-- first\nSELECT 1',
      '/* a /* b */ c */ SELECT 1',
      '(SELECT 1)',
      '((SELECT 1) UNION (SELECT 2)) ORDER BY 1',
      'WITH x AS (SELECT 1) SELECT * FROM x',
      'WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT n FROM x',
      'WITH x AS MATERIALIZED (SELECT 1), y AS NOT MATERIALIZED (SELECT 2) SELECT * FROM x, y',
      'WITH x(a) USING KEY (a) AS (SELECT 1) SELECT * FROM x',
      'WITH "select" AS (SELECT 1) SELECT * FROM "select"',
      'WITH x AS (SELECT 1) (SELECT * FROM x)',
      'SELECT \'BEGIN; COMMIT\', $$; DROP TABLE t$$ AS "a;b"',
      "SELECT * FROM t WHERE path = '/api/orders.json' AND home = '~' AND up = '..'",
      "SELECT '/etc/passwd.csv', ['/etc/a.csv'], {'k': '/etc/b.csv'}",
      "SELECT a IS DISTINCT FROM '/x.csv', a IS NOT DISTINCT FROM '/y.csv' FROM t",
      "SELECT extract(year FROM d), trim(BOTH '/' FROM '/x.csv/'), substring('/x.csv' FROM 2) FROM t",
      'SELECT \'a\' AS "/km" FROM t ORDER BY "/km" DESC, \'b\'',
      "SELECT nextval('s'), version(), unnest([1])",
      "SELECT query, checkpoint FROM logs AS query WHERE query.read_text = 'x'",
      'SELECT sluice, _sluices, my_sluice FROM _sluiced',
      'SELECT 1 OPERATOR(+) 2, x OPERATOR(main.+) y',
      'SELECT list_transform([1], x -> x + 1), [x FOR x IN [1, 2]], t.a[1:2], a::VARCHAR FROM t',
      'SELECT $1, ?, #1',
    ],
    FROM: [
      'FROM t',
      'FROM t SELECT a',
      'WITH x AS (FROM t) FROM x',
      'FROM a, b, range(3) r, (FROM c)',
    ],
    VALUES: ['VALUES (1), (2)', 'WITH x AS (SELECT 1) VALUES (1)'],
    TABLE: ['TABLE t', 'WITH x AS (SELECT 1) TABLE x'],
    PIVOT: ['PIVOT t ON a USING sum(b)', 'WITH x AS (SELECT 1 AS a) PIVOT x ON a'],
    PIVOT_WIDER: ['PIVOT_WIDER t ON a'],
    UNPIVOT: ['UNPIVOT t ON a INTO NAME n VALUE v'],
    PIVOT_LONGER: ['PIVOT_LONGER t ON a'],
    SUMMARIZE: ['SUMMARIZE t', 'SUMMARIZE SELECT 1'],
    EXPLAIN: [
      'EXPLAIN SELECT 1',
      'EXPLAIN ANALYZE SELECT 1',
      'EXPLAIN (FORMAT json) SELECT 1',
      'EXPLAIN (ANALYZE, FORMAT json) INSERT INTO t VALUES (1)',
      'EXPLAIN (SELECT 1)',
      'EXPLAIN ((SELECT 1) UNION (SELECT 2))',
      'EXPLAIN WITH x AS (SELECT 1) DELETE FROM t USING x',
      'EXPLAIN CREATE TABLE x (a INTEGER)',
      'EXPLAIN',
      'EXPLAIN ANALYZE',
    ],
    // What DuckDB does not know is left to its parser.
    SELEC: ['SELEC 1'],
    MSCK: ['MSCK REPAIR TABLE t'],
    SHUTDOWN: ['SHUTDOWN'],
    '': ["'a'", '1', '"SELECT" 1', ')', 'WITH', 'WITH x AS ('],
  },
  insert: {
    INSERT: [
      'INSERT INTO t VALUES (1)',
      'INSERT OR REPLACE INTO t SELECT 1',
      'INSERT INTO t BY NAME SELECT 1 AS a RETURNING a',
      'WITH x AS (SELECT 1) INSERT INTO t FROM x',
      'INSERT INTO query (id) VALUES (1)',
      'INSERT INTO main.checkpoint (id) VALUES (1)',
      'INSERT INTO operator (name, query) VALUES (1, 2)',
    ],
  },
  update: {
    UPDATE: [
      'UPDATE t SET a = 1',
      'WITH x AS (SELECT 1) UPDATE t SET a = 1',
      'UPDATE extensions SET a = 1',
      'UPDATE extensions AS e SET a = 1',
    ],
    MERGE: ['MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE'],
  },
  delete: {
    DELETE: ['DELETE FROM t', 'WITH x AS (SELECT 1) DELETE FROM t USING x'],
    TRUNCATE: ['TRUNCATE t', 'TRUNCATE TABLE t'],
  },
  ddl: {
    CREATE: [
      'CREATE TABLE t (a INTEGER)',
      'CREATE OR REPLACE TABLE t AS FROM range(3)',
      'CREATE TEMP TABLE t (a INTEGER)',
      'CREATE TABLE secret (a INTEGER)',
      'CREATE TABLE IF NOT EXISTS query (a INTEGER REFERENCES glob (id))',
      'CREATE VIEW secret AS SELECT 1',
      'CREATE SCHEMA sales',
      'CREATE MACRO add(a, b) AS a + b',
      'CREATE SEQUENCE s',
      "CREATE TYPE mood AS ENUM ('a')",
      'CREATE INDEX i ON t (a)',
      'CREATE TABLE t (a INT); COMMENT ON TABLE lake.s."t" IS \'x;\'\n;comment on column t.a is NULL;',
      'CREATE UNIQUE INDEX IF NOT EXISTS i ON s.t USING ART (a, (b + 1))',
    ],
    ALTER: ['ALTER TABLE t ADD COLUMN b INTEGER', 'ALTER TABLE database RENAME TO x'],
    DROP: [
      'DROP TABLE t',
      'DROP TABLE secret',
      'DROP SCHEMA sales CASCADE',
      'DROP SCHEMA IF EXISTS "default sales"',
    ],
    COMMENT: ["COMMENT ON TABLE t IS '/a/b.csv'"],
    DESCRIBE: ['DESCRIBE t', 'DESCRIBE SELECT 1'],
    DESC: ['DESC t', 'desc t'],
    SHOW: ['SHOW TABLES', 'SHOW ALL TABLES', 'SHOW TABLES FROM sales'],
  },
  export: {
    COPY: ["COPY t TO 'a.csv'", "COPY (SELECT 1) TO 'a.parquet' (FORMAT parquet)"],
  },
  import: {
    COPY: ["COPY t FROM 'a.csv'", "COPY t (a, b) FROM 'a.csv' (HEADER)"],
  },
};

describe('what may run, and as what', () => {
  for (const [statementClass, verbs] of Object.entries(allowed)) {
    for (const [verb, texts] of Object.entries(verbs)) {
      it.each(texts)(`${statementClass} ${verb}: %s`, (sql) => {
        expect(guardSql(sql, 'job')).toMatchObject({ kind: 'ok', statementClass, verb });
      });
    }
  }

  it('every class has a statement', () => {
    expect(Object.values(allowed).every((verbs) => Object.keys(verbs).length > 0)).toBe(true);
  });
});
