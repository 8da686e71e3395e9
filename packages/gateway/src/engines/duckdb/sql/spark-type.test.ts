import { expect, it } from 'vitest';
import { toDuckdbType } from './spark-type.ts';

it.each([
  ['int', 'INTEGER'],
  ['byte', 'TINYINT'],
  ['real', 'FLOAT'],
  [' STRING ', 'VARCHAR'],
  ['decimal(10, 2)', 'DECIMAL(10,2)'],
  ['decimal', 'DECIMAL(10,0)'],
  ['varchar(20)', 'VARCHAR'],
  ['array<int>', 'INTEGER[]'],
  ['map<string, array<double>>', 'MAP(VARCHAR, DOUBLE[])'],
  ['struct<a:int, `b c`:struct<d:date>>', 'STRUCT("a" INTEGER, "b c" STRUCT("d" DATE))'],
])('%s is %s', (spark, duckdb) => {
  expect(toDuckdbType(spark)).toBe(duckdb);
});

it.each([
  '',
  'text',
  'int)',
  'int, b int',
  'decimal(39,0)',
  'decimal(3,4)',
  'array<>',
  'map<int>',
  'struct<a>',
  'struct<`"`:int>',
  'array<'.repeat(100) + 'int' + '>'.repeat(100),
])('%s is none', (text) => {
  expect(toDuckdbType(text)).toBeNull();
});
