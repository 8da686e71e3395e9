import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowCells } from './row-cells.ts';

test('numbers, nested values and texts stand letter by letter', () => {
  const row = '[170141183460469231731687303715884105727,1.50,[1,{"a":"],"}],"x\\"],[",null,true]';
  expect(rowCells(row)).toEqual([
    '170141183460469231731687303715884105727',
    '1.50',
    '[1,{"a":"],"}]',
    '"x\\"],["',
    'null',
    'true',
  ]);
});

test('whatever the values are, their texts come back', () => {
  const rows = fc.array(fc.jsonValue(), { minLength: 1 });
  fc.assert(
    fc.property(rows, (values) => {
      const texts = values.map((value) => JSON.stringify(value));
      expect(rowCells(JSON.stringify(values))).toEqual(texts);
    }),
  );
});

test('a row that broke off is no row', () => {
  expect(() => rowCells('[1,"a')).toThrow('not a whole JSON array');
  expect(() => rowCells('[1,[2]')).toThrow('not a whole JSON array');
});
