import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import * as fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { connectInMemory } from '../types/query-in-memory.ts';
import { guardSql } from './guard-sql.ts';

// What DuckDB's own parser finds in random texts, the guard must have found too.

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await connectInMemory();
});

const beginnings = [
  'SELECT 1 ',
  'FROM ',
  'SELECT ',
  'FROM t, ',
  'FROM (',
  'WITH q AS (SELECT 1) FROM ',
  "/*'*/",
  '/*"*/',
  "--'\n",
  'SELECT 1 FROM t WHERE ',
];

const pieces = [
  "'",
  "''",
  '"',
  "e'",
  "\\'",
  '\\\\',
  '$$',
  '$a$',
  '$1',
  '--',
  '\n',
  '\r',
  '/*',
  '*/',
  '*',
  '/',
  ' ',
  ' ',
  '\t',
  '\f',
  '\u00a0',
  '\u200b',
  '\ufeff',
  'é',
  ';',
  ',',
  '(',
  ')',
  '.',
  '::',
  ':',
  '[',
  ']',
  'x',
  'e',
  'u&',
  "x'",
  "b'",
  '1',
  '1e',
  '1.',
  '.5',
  '_',
  '+',
  '-',
  '||',
  '@',
  '?',
  ' FROM ',
  ' AS ',
  ' WHERE ',
  ' JOIN ',
  ' ON true ',
  ' UNION ',
  ' SELECT ',
  ' USING ',
  ' LIMIT 1 ',
  ' ORDER BY 1 ',
  ' IS DISTINCT FROM ',
  ' extract(year FROM ',
  ' trim(',
  '(SELECT 1)',
  ' VALUES (1) ',
  "{'k': ",
  '}',
  ' date ',
  'query',
  'query(',
  '"query"',
  "query('q')",
  ' FROM query($$q$$) ',
  ' OPERATOR(query.+) ',
  '_sluice',
  '"_sluice"',
  '_sluice.t',
  ' FROM _sluice.t ',
  "'d/f.csv'",
  " FROM 'd/f.csv' ",
  '"d/f.csv"',
  '"d/f".csv',
  " x: 'd/f.csv'",
];

it('no call, no reserved name, no file and no second statement gets past', async () => {
  const text = fc
    .tuple(fc.constantFrom(...beginnings), fc.array(fc.constantFrom(...pieces), { maxLength: 12 }))
    .map(([beginning, rest]) => beginning + rest.join(''));
  let parsed = 0;
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 200, maxLength: 200 }), async (texts) => {
      const trees = await parse(texts);
      for (const [index, sql] of texts.entries()) {
        const tree = trees[index];
        if (!tree) continue;
        parsed += 1;
        const seen = whatIsIn(tree);
        if (seen.length > 0) found += 1;
        const guarded = guardSql(sql, 'job');
        if (guarded.kind === 'refused') continue;
        const missed = seen.filter((thing) => !guarded.paths.includes(thing));
        expect({ sql, missed }).toEqual({ sql, missed: [] });
      }
    }),
    { numRuns: 100 },
  );
  expect(parsed).toBeGreaterThan(300);
  expect(found).toBeGreaterThan(100);
}, 60_000);

/** The syntax tree of each text that is a query to DuckDB. */
async function parse(texts: readonly string[]): Promise<readonly (SyntaxTree | null)[]> {
  const sql = 'SELECT json_serialize_sql(sql) FROM (SELECT unnest($1::VARCHAR[]) AS sql)';
  const rows = (await connection.runAndReadAll(sql, [listValue(texts)])).getRows();
  return rows.map(([json]) => {
    const tree = JSON.parse(String(json)) as SyntaxTree & { readonly error: boolean };
    return tree.error ? null : tree;
  });
}

interface SyntaxTree {
  readonly statements: readonly unknown[];
}

/** The things in a tree that the guard has to know of: files by their paths, others by a word. */
function whatIsIn({ statements }: SyntaxTree): readonly string[] {
  const found = statements.length > 1 ? ['a second statement'] : [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const fields = node as Record<string, unknown>;
    if (String(fields.function_name).toLowerCase() === 'query') found.push('a call of query');
    if (fields.type === 'BASE_TABLE') {
      const parts = [fields.catalog_name, fields.schema_name, fields.table_name].filter(Boolean);
      const name = parts.join('.');
      if (parts.some((part) => String(part).toLowerCase() === '_sluice')) found.push('_sluice');
      // DuckDB reads a table that is not there as a file of this name.
      if (name.includes('/') && name.endsWith('.csv')) found.push(name);
    }
    Object.values(fields).forEach(visit);
  };
  statements.forEach(visit);
  return found;
}
