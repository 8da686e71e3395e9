import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { rowsToCsv } from './rows-to-csv.ts';

function csvOf(columnNames: readonly string[], rows: readonly string[]): Promise<string> {
  return text(Readable.from(rowsToCsv(columnNames, Readable.from(rows))));
}

test('a line of names comes first, and each line ends with CRLF', async () => {
  expect(await csvOf(['a', 'b'], ['[1,2]', '[3,4]'])).toBe('a,b\r\n1,2\r\n3,4\r\n');
});

test('NULL and empty text differ', async () => {
  expect(await csvOf(['a', 'b', 'c'], ['[null,"",null]'])).toBe('a,b,c\r\n,"",\r\n');
});

test('numbers stand digit for digit', async () => {
  const row = '[9007199254740993,170141183460469231731687303715884105727,0.1000,1e400,-0]';
  expect(await csvOf(['a', 'b', 'c', 'd', 'e'], [row])).toBe(
    'a,b,c,d,e\r\n9007199254740993,170141183460469231731687303715884105727,0.1000,1e400,-0\r\n',
  );
});

test('what would be read as CSV is quoted', async () => {
  const row = JSON.stringify(['a,b', 'say "yes"', 'two\r\nlines', '中文', ' edge ']);
  expect(await csvOf(['1', '2', '3', '4', '5'], [row])).toBe(
    '1,2,3,4,5\r\n"a,b","say ""yes""","two\r\nlines",中文, edge \r\n',
  );
});

test('nested values stand as their JSON text', async () => {
  expect(await csvOf(['a', 'b'], ['[{"n":12345678901234567890,"t":""},[]]'])).toBe(
    'a,b\r\n"{""n"":12345678901234567890,""t"":""""}",[]\r\n',
  );
});

test('names are quoted like texts, and may be alike', async () => {
  expect(await csvOf(['a,b', 'a,b', ''], [])).toBe('"a,b","a,b",""\r\n');
});

test('a result without columns is an empty file', async () => {
  expect(await csvOf([], [])).toBe('');
});
