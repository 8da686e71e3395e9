import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { type TableColumn, layOutTable } from './table.ts';

const plain = { heading: (text: string) => text, faint: (text: string) => text };
const name: TableColumn = { title: 'name', alignment: 'left' };
const flights: TableColumn = { title: 'flights', alignment: 'right' };

it('aligns text left and numbers right', () => {
  const rows = [
    ['Atlanta', '148204'],
    ['Ely', '7'],
  ];
  expect(layOutTable([name, flights], rows, plain)).toBe(
    ['name     flights', '───────  ───────', 'Atlanta   148204', 'Ely            7', ''].join('\n'),
  );
});

it('gives a Chinese letter the two columns that it takes', () => {
  const table = layOutTable(
    [name, flights],
    [
      ['北京', '1'],
      ['Rome', '22'],
    ],
    plain,
  );
  const widths = table
    .trimEnd()
    .split('\n')
    .map((line) => stringWidth(line));

  expect(table).toContain('北京        1');
  expect(new Set(widths)).toEqual(new Set([13]));
});

it('tells NULL from the text NULL by its style, and from nothing', () => {
  const style = { heading: (text: string) => text, faint: (text: string) => `<${text}>` };
  const table = layOutTable([name], [[null], ['NULL'], ['']], style);

  expect(table.split('\n').slice(2)).toEqual(['<NULL>', 'NULL', '', '']);
});

it('spells out what would move the cursor or break the line', () => {
  const table = layOutTable([name], [['a\u001b[2Jb\nc\u202ed']], plain);

  expect(table).toContain(String.raw`a\x1b[2Jb\nc\u202ed`);
});

it('keeps the lines of a drawing, with the other cells beside its first', () => {
  const plan: TableColumn = { title: 'plan', alignment: 'left', keepsLines: true };
  const rows = [
    ['physical', '┌──┐\n│ab│\n└──┘\n'],
    [null, 'one\u001b'],
  ];
  const lines = layOutTable([name, plan], rows, plain).trimEnd().split('\n').slice(2);

  expect(lines).toEqual([
    'physical  ┌──┐',
    '          │ab│',
    '          └──┘',
    String.raw`NULL      one\x1b`,
  ]);
});

it('cuts only what may be cut, and shows that it did', () => {
  const sql: TableColumn = { title: 'sql', alignment: 'left', canShrink: true };
  const rows = [['an important name', 'SELECT 北京 FROM a_rather_long_table_name']];
  const lines = layOutTable([name, sql], rows, plain, 40).trimEnd().split('\n');

  expect(lines.at(-1)).toBe('an important name  SELECT 北京 FROM a_r…');
  expect(lines.every((line) => stringWidth(line) <= 40)).toBe(true);
});

it('cuts nothing when there is no width to fit', () => {
  const sql: TableColumn = { title: 'sql', alignment: 'left', canShrink: true };
  const long = 'x'.repeat(500);

  expect(layOutTable([sql], [[long]], plain)).toContain(long);
});
