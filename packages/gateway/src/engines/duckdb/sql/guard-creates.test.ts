import { expect, it } from 'vitest';
import { connectInMemory } from '../types/query-in-memory.ts';
import { guardSql } from './guard-sql.ts';

it.each([
  ["CREATE TYPE colour AS ENUM ('red')", 'TYPE'],
  ["; /* a */ create or replace temp type colour as enum ('red')", 'TYPE'],
  ["CREATE UNLOGGED TYPE colour AS ENUM ('red')", 'TYPE'],
  ['CREATE TABLE t (id INT, type VARCHAR)', 'TABLE'],
  ['CREATE TABLE type (id INT)', 'TABLE'],
  ["CREATE VIEW v AS SELECT 'blood type' /* type */", 'VIEW'],
  ['CREATE TEMP MACRO "type"(a) AS a', 'MACRO'],
  ['CREATE SCHEMA IF NOT EXISTS type', 'SCHEMA'],
  ["SELECT 'create type'", null],
])('of %j it is %j that it makes', (sql, creates) => {
  expect(guardSql(sql, 'job')).toMatchObject({ kind: 'ok', creates });
});

const things = {
  TABLE: 'x (i INT)',
  VIEW: 'x AS SELECT 1',
  TYPE: "x AS ENUM ('a')",
  SEQUENCE: 'x',
  SCHEMA: 'x',
  INDEX: 'x ON t (i)',
  MACRO: 'x() AS 1',
  FUNCTION: 'x() AS 1',
  SECRET: 'x (TYPE s3)',
};

it('what it makes is known behind each word that DuckDB takes there', async () => {
  const connection = await connectInMemory();
  const parses = async (sql: string) => {
    try {
      await connection.extractStatements(sql);
      return true;
    } catch {
      return false;
    }
  };
  const found = await connection.runAndReadAll('SELECT keyword_name FROM duckdb_keywords()');
  const words = ['', ...found.getRows().map(([word]) => `${String(word)} `)];
  const pairs = words.flatMap((word) => [word, `${word}TEMP `, `OR REPLACE ${word}`]);
  let count = 0;
  for (const [thing, rest] of Object.entries(things)) {
    for (const pair of pairs) {
      const sql = `CREATE ${pair}${thing} ${rest}`;
      if (!(await parses(sql))) continue;
      count += 1;
      const guarded = guardSql(sql, 'job');
      const creates = guarded.kind === 'ok' ? guarded.creates : 'SECRET';
      expect(`${sql}: ${creates}`).toBe(`${sql}: ${thing}`);
    }
  }
  expect(count).toBeGreaterThan(50);
});
