import { expect, it } from 'vitest';
import { csvLine, tsvLine } from './delimited.ts';

const big = 170141183460469231731687303715884105727n;

it('keeps a row of TSV on one line, and every digit', () => {
  expect(tsvLine(['a\tb', 'c\nd\re', String.raw`f\g`, big, 1.5, true, null, ''])).toBe(
    `${String.raw`a\tb`}\t${String.raw`c\nd\re`}\t${String.raw`f\\g`}\t${big}\t1.5\ttrue\t\t\n`,
  );
});

it('quotes in CSV only what needs it', () => {
  expect(csvLine(['plain', 'a,b', 'say "no"', 'c\nd', big])).toBe(
    `plain,"a,b","say ""no""","c\nd",${big}\r\n`,
  );
});

it('tells NULL from empty text in CSV', () => {
  expect(csvLine([null, '', null])).toBe(',"",\r\n');
});

it('writes nested values as JSON, exact too', () => {
  expect(tsvLine([{ a: [big, null], b: 'x' }])).toBe(`{"a":[${big},null],"b":"x"}\n`);
});
