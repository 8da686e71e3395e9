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
  const { count, bounds } = splitSql(sql, 9);
  expect(count).toBe(statements.length);
  expect(statements.map((_, at) => sql.slice(bounds[at * 2], bounds[at * 2 + 1]))).toEqual(
    statements,
  );
});

it('tells of more than are wanted only how many there are', () => {
  expect(splitSql('a;b;c', 3).bounds.length).toBe(6);
  expect(splitSql('a;b;c', 2)).toEqual({ count: 3, bounds: new Uint32Array() });
});
