import { expect, it } from 'vitest';
import { placeholdersIn } from './placeholders-in.ts';
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
])('counts the values that %s takes by place', (sql, count) => {
  expect(read(sql).parameterCount).toBe(count);
});

it.each([
  ['SELECT $1, ?', []],
  ['SELECT $b, $a, $b, $B', ['b', 'a']],
  ['SELECT $名字, $É, $é', ['名字', 'É', 'é']],
  ['SELECT $ spaced, $"q ""x"', ['spaced', 'q "x']],
  [`SELECT '$a', "$b", $t$ $c $t$, 1 AS d$e -- $f`, []],
])('finds the names of the values that %s takes', (sql, names) => {
  expect(read(sql).parameterNames).toEqual(names);
});

function read(sql: string) {
  const tokenized = tokenizeSql(sql);
  if (tokenized.kind === 'broken') throw new Error(tokenized.problem);
  return placeholdersIn(tokenized.tokens);
}
