import { expect, it } from 'vitest';
import { countParameters } from './count-parameters.ts';
import { tokenizeSql } from './tokenize-sql.ts';

it.each([
  ['SELECT 1', 0],
  ['SELECT ?, ?', 2],
  ['SELECT $2, $2, $1', 2],
  ['SELECT ?1, ?3', 3],
  ['SELECT ? AS a, ?a', 2],
  [`SELECT '?', "$1", $$ $2 $$, E'\\'?' -- $3\n/* ? */`, 0],
  ['SELECT $name', 0],
  ['SELECT $01', 1],
])('counts the values that %s takes', (sql, count) => {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') throw new Error(tokenized.problem);
  expect(countParameters(tokenized.tokens)).toBe(count);
});
