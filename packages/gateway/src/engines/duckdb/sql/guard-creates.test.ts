import { expect, it } from 'vitest';
import { guardSql } from './guard-sql.ts';

it.each([
  ["CREATE TYPE colour AS ENUM ('red')", 'TYPE'],
  ["; /* a */ create or replace temp type colour as enum ('red')", 'TYPE'],
  ['CREATE TABLE t (id INT, type VARCHAR)', 'TABLE'],
  ['CREATE TABLE type (id INT)', 'TABLE'],
  ["CREATE VIEW v AS SELECT 'blood type' /* type */", 'VIEW'],
  ['CREATE TEMP MACRO "type"(a) AS a', 'MACRO'],
  ['CREATE SCHEMA IF NOT EXISTS type', 'SCHEMA'],
  ["SELECT 'create type'", null],
])('of %j it is %j that it makes', (sql, creates) => {
  expect(guardSql(sql, 'job')).toMatchObject({ kind: 'ok', creates });
});
