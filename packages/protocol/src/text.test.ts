import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { SqlText, textOf } from './text.ts';

const sqlText = Compile(SqlText);

test.each(['SELECT 1', '\n  SELECT 1 -- 中文 \u{1f600}\n', 'x'])('%j is a statement', (text) => {
  expect(sqlText.Check(text)).toBe(true);
});

test.each(['', ' \t\n', 'SELECT 1\0', "SELECT '\ud800'", "SELECT '\udc00\ud800'"])(
  '%j is no statement',
  (text) => {
    expect(sqlText.Check(text)).toBe(false);
  },
);

test('a long statement is read once, also one that is bad at its end', () => {
  const long = 'x'.repeat(4_000_000);
  expect(sqlText.Check(long)).toBe(true);
  // Read again from each letter this would take hours.
  expect(sqlText.Check(`${long}\0`)).toBe(false);
  expect(sqlText.Check(' '.repeat(4_000_000))).toBe(false);
});

test('the length of a text is counted in characters', () => {
  const short = Compile(textOf(2));
  expect(['中', '\u{1f600}\u{1f600}'].every((text) => short.Check(text))).toBe(true);
  expect(['', 'abc', 'a\0'].some((text) => short.Check(text))).toBe(false);
});
