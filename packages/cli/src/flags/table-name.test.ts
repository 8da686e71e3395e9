import { expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { parseTableName, showTableName } from './table-name.ts';

it.each([
  ['flights', 'default', 'flights', 'default.flights'],
  ['samples.flights', 'samples', 'flights', 'samples.flights'],
  ['sales.订单', 'sales', '订单', 'sales.订单'],
  ['"a.b"."c""d"', 'a.b', 'c"d', '"a.b"."c""d"'],
  ['"flights"', 'default', 'flights', 'default.flights'],
])('reads %s as a table, and shows it so that it is read again', (text, database, table, shown) => {
  expect(parseTableName(text)).toEqual({ database, table });
  expect(showTableName({ database, table })).toBe(shown);
  expect(parseTableName(shown)).toEqual({ database, table });
});

it('says how a quote is written in a name', () => {
  expect(() => parseTableName('q"x')).toThrow('with a quote: "a""b"');
});

it.each(['', '.', 'a.', '.b', 'a.b.c', '"a', 'a"b', '""'])('refuses %j', (text) => {
  expect(() => parseTableName(text)).toThrow(UsageError);
});
