import { expect, it } from 'vitest';
import { replayRisk } from './replay-risk.ts';

it.each([
  ['ALTER', 'ALTER TABLE t ALTER i SET DATA TYPE BIGINT', 'always'],
  ['ALTER', 'alter table t add column s.c int default twice(4)', 'always'],
  ['ALTER', 'ALTER TABLE t RENAME i TO j', 'always'],
  ['COMMENT', "COMMENT ON TABLE t IS 'x'", 'always'],
  ['CREATE', 'CREATE OR REPLACE TABLE t AS SELECT 1', 'beside_foreign_keys'],
  ['CREATE', 'CREATE OR REPLACE TEMP TABLE t AS SELECT 1', 'none'],
  ['CREATE', 'CREATE TABLE t (i INT CHECK (i > 0))', 'none'],
  ['CREATE', "CREATE TABLE t (i INT); COMMENT ON COLUMN t.i IS 'x'", 'always'],
  ['CREATE', ";create table t (i INT); -- it\n comment on table t is 'x'", 'always'],
  ['CREATE', 'CREATE TABLE t (id INT, comment VARCHAR)', 'none'],
  ['CREATE', "CREATE TABLE t AS SELECT replace('a', 'comment', 'b')", 'none'],
  ['CREATE', 'CREATE OR REPLACE LOCAL TEMP TABLE t AS SELECT 1', 'none'],
  ['CREATE', 'create /* it */ or replace unlogged sequence q', 'always'],
  ['DROP', 'DROP TABLE t', 'none'],
  ['DROP', 'DROP SCHEMA s', 'always'],
  ['DROP', 'DROP TYPE t CASCADE', 'always'],
  ['DROP', 'DROP SEQUENCE IF EXISTS q', 'always'],
  ['DROP', 'DROP TYPE t', 'always'],
  ['DROP', ';/* a */drop -- b\n type t', 'always'],
  ['DROP', 'DROP TABLE type', 'none'],
  ['CREATE', "CREATE OR REPLACE VIEW v AS SELECT 'type'", 'beside_foreign_keys'],
  ['CREATE', 'CREATE OR REPLACE SEQUENCE q', 'always'],
  ['CREATE', 'CREATE SEQUENCE q', 'none'],
  ['CREATE', "CREATE OR REPLACE TYPE t AS ENUM ('a')", 'always'],
  ['INSERT', "INSERT INTO t VALUES ('default')", 'none'],
] as const)('%s: %s', (verb, sql, risk) => {
  expect(replayRisk(verb, sql)).toBe(risk);
});
