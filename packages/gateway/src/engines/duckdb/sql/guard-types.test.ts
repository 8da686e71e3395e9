import { expect, it } from 'vitest';
import { guardSql } from './guard-sql.ts';

it.each([
  ["CREATE TYPE colour AS ENUM ('red')", true],
  ["; /* a */ create or replace temp type colour as enum ('red')", true],
  ['CREATE TABLE t (id INT, type VARCHAR)', false],
  ['CREATE TABLE type (id INT)', false],
  ["CREATE VIEW v AS SELECT 'blood type' /* type */", false],
  ['CREATE TEMP MACRO "type"(a) AS a', false],
])('of %j it is %j that it makes a type', (sql, makes) => {
  expect(guardSql(sql, 'job')).toMatchObject({ kind: 'ok', definesType: makes });
});
