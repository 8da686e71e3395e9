import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, it } from 'vitest';
import { connectInMemory } from '../types/query-in-memory.ts';
import {
  allowedTableFunctions,
  fileFunctions,
  forbiddenFunctions,
  tableNameFunctions,
} from './function-rules.ts';
import { guardSql } from './guard-sql.ts';

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await connectInMemory();
});

it('every table function of this DuckDB stands in exactly one list', async () => {
  const names = await functionsOf('table', 'table_macro');
  expect(names.length).toBeGreaterThan(90);
  const listed = [
    ...forbiddenFunctions.keys(),
    ...fileFunctions,
    ...tableNameFunctions,
    ...allowedTableFunctions,
  ];
  const scalar = new Set(await functionsOf('scalar'));
  expect(listed.filter((name) => !scalar.has(name) || names.includes(name)).sort()).toEqual(names);
});

it('forbidden functions that are no table functions are there', async () => {
  const known = new Set(await functionsOf('table', 'table_macro', 'scalar'));
  expect([...forbiddenFunctions.keys()].filter((name) => !known.has(name))).toEqual([]);
});

it('what only PRAGMA and CALL reach cannot be called in a query', async () => {
  const callable = new Set(
    await functionsOf('table', 'table_macro', 'scalar', 'macro', 'aggregate'),
  );
  const pragmas = (await functionsOf('pragma')).filter((name) => !callable.has(name));
  expect(pragmas.length).toBeGreaterThan(20);
  for (const name of pragmas) {
    for (const call of [`FROM ${name}()`, `FROM ${name}('x')`, `SELECT ${name}()`]) {
      await expect(connection.run(call)).rejects.toThrow(/(?:Catalog|Parser) Error/);
    }
  }
});

it('no view of DuckDB itself calls what may not be called', async () => {
  const sql = 'SELECT view_name, sql FROM duckdb_views() WHERE internal';
  const views = (await connection.runAndReadAll(sql)).getRows();
  expect(views.length).toBeGreaterThan(30);
  const open = views.filter(([name]) => guardSql(`FROM ${String(name)}`, 'job').kind === 'ok');
  const calling = open.filter(([, text]) => callsForbidden(String(text)));
  // It shows the names of databases, not their files.
  expect(calling.map(([name]) => name)).toEqual(['pg_database']);
});

function callsForbidden(sql: string): boolean {
  const calls = sql.toLowerCase().matchAll(/([a-z_]+)\s*\(/g);
  return [...calls].some(([, name = '']) => forbiddenFunctions.has(name));
}

async function functionsOf(...types: readonly string[]): Promise<string[]> {
  const list = types.map((type) => `'${type}'`).join(', ');
  const sql = `SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN (${list})`;
  const rows = (await connection.runAndReadAll(sql)).getRows();
  return rows.map(([name]) => String(name)).sort();
}
