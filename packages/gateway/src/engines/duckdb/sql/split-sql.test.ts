import { expect, it } from 'vitest';
import { splitSql } from './split-sql.ts';

it.each<[string, readonly string[]]>([
  ['SELECT 1', ['SELECT 1']],
  ['SELECT 1; SELECT 2;', ['SELECT 1', 'SELECT 2']],
  [" ;; SELECT ';' ; ", ["SELECT ';'"]],
  [
    'SELECT "a;b" /* ; */ FROM t -- ;\n; DROP TABLE t',
    ['SELECT "a;b" /* ; */ FROM t', 'DROP TABLE t'],
  ],
  ["SELECT $tag$ ; $tag$; SELECT E'\\';'", ['SELECT $tag$ ; $tag$', "SELECT E'\\';'"]],
  ['', []],
  [' -- nothing; at all', []],
  ["SELECT 1; SELECT 'open", ["SELECT 1; SELECT 'open"]],
])('cuts %j where DuckDB does', (sql, statements) => {
  expect(splitSql(sql)).toEqual(statements);
});
