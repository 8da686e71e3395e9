import { expect, it } from 'vitest';
import { toTextRow } from './text-row.ts';

it.each([
  ['[]', []],
  ['[""]', ['']],
  ['[null,"null"]', [null, 'null']],
  ['[18446744073709551616,0.10,-1e400,true]', ['18446744073709551616', '0.10', '-1e400', 'true']],
  ['["a,b","c\\"]\\\\","\\u4e2d"]', ['a,b', 'c"]\\', '中']],
  [
    '[[1,[2,"]"]],{"k":"},{","n":9007199254740993}]',
    ['[1,[2,"]"]]', '{"k":"},{","n":9007199254740993}'],
  ],
])('writes each value of %s as text', (line, row) => {
  expect(toTextRow(line)).toEqual(row);
});
