import { SqlTokens } from './sql-tokens.ts';
import { endOfLine, readText } from './text-literal.ts';

export type Tokenized = { readonly kind: 'tokens'; readonly tokens: SqlTokens } | BrokenText;

/** The text cannot be read from `position` on; `problem` is a sentence about it. */
export interface BrokenText {
  readonly kind: 'broken';
  readonly position: number;
  readonly problem: string;
}

/**
 * Cuts a text where DuckDB cuts it. What hides a part of it from this function but not from DuckDB
 * would get past the guard, so whatever is in doubt is broken. Takes time in proportion to the
 * length.
 */
export function tokenizeSql(sql: string): Tokenized {
  const tokens = new SqlTokens(sql);
  let position = 0;
  while (position < sql.length) {
    const next = readToken(sql, position, tokens);
    if (typeof next !== 'number') return next;
    position = next;
  }
  return { kind: 'tokens', tokens };
}

/** @returns where to go on */
function readToken(sql: string, start: number, tokens: SqlTokens): number | BrokenText {
  const char = sql.charAt(start);
  if (/[ \t\n\r\f]/.test(char)) return start + 1;
  if (char === "'") return addText(tokens, 'text', start, readText(sql, start, 'plain'));
  if (char === '"') return readQuotedName(sql, start, tokens);
  if (char === '$') return readDollar(sql, start, tokens);
  if (char === '-' && sql[start + 1] === '-') return endOfLine(sql, start);
  if (char === '/' && sql[start + 1] === '*') return endOfBlockComment(sql, start);
  return readWord(sql, start, tokens) ?? readNumber(sql, start, tokens) ?? addMark(tokens, start);
}

function readQuotedName(sql: string, start: number, tokens: SqlTokens): number | BrokenText {
  let close = sql.indexOf('"', start + 1);
  while (close !== -1 && sql[close + 1] === '"') close = sql.indexOf('"', close + 2);
  if (close === -1) return broken(start, 'The name that begins here has no closing quote.');
  tokens.add('quoted', start, close + 1);
  return close + 1;
}

const parameter = /\$\d(?:_?\d)*/y;
const dollarTag = /\$(?:[A-Za-z_\x80-\uffff][A-Za-z0-9_\x80-\uffff]*)?\$/y;

function readDollar(sql: string, start: number, tokens: SqlTokens): number | BrokenText {
  const number = matchAt(parameter, sql, start);
  if (number !== null) return addNumber(tokens, start, number);
  const tag = matchAt(dollarTag, sql, start);
  if (tag === null) return addMark(tokens, start);
  const space = specialSpace(tag, start);
  if (space) return space;
  const close = sql.indexOf(tag, start + tag.length);
  const end = close === -1 ? -1 : close + tag.length;
  return addText(tokens, 'text', start, end);
}

/** Comments may lie within one another. */
function endOfBlockComment(sql: string, start: number): number | BrokenText {
  const bounds = /\/\*|\*\//g;
  bounds.lastIndex = start + 2;
  for (let depth = 1; depth > 0;) {
    const bound = bounds.exec(sql);
    if (!bound) return broken(start, 'The comment that begins here has no end.');
    depth += bound[0] === '/*' ? 1 : -1;
  }
  return bounds.lastIndex;
}

const identifier = /[A-Za-z_\x80-\uffff][A-Za-z0-9_$\x80-\uffff]*/y;

function readWord(sql: string, start: number, tokens: SqlTokens): number | BrokenText | null {
  const word = matchAt(identifier, sql, start);
  if (word === null) return null;
  const space = specialSpace(word, start);
  if (space) return space;
  const end = start + word.length;
  const next = sql.charAt(end);
  if (next === "'" && /^e$/i.test(word)) {
    return addText(tokens, 'text', start, readText(sql, end, 'escaped'));
  }
  if (next === "'" && /^[bx]$/i.test(word)) {
    return addText(tokens, 'bits', start, readText(sql, end, 'bits'));
  }
  if (next === '&' && /^u$/i.test(word) && /['"]/.test(sql.charAt(end + 1))) {
    return broken(start, 'DuckDB reads no texts or names with U& before them.');
  }
  tokens.add('word', start, end);
  return end;
}

/**
 * DuckDB takes these for spaces or for letters, depending on what stands before: its search for them
 * does not know comments as its parser does. Refused, the two cannot be played off.
 */
function specialSpace(word: string, start: number): BrokenText | null {
  const found = /[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]/.exec(word);
  if (!found) return null;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const problem = `There is a special space here (U+${code}). Write an ordinary space.`;
  return broken(start + found.index, problem);
}

const numeric =
  /(?:\d(?:_?\d)*(?:\.(?!\.)(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?/y;

function readNumber(sql: string, start: number, tokens: SqlTokens): number | null {
  const number = matchAt(numeric, sql, start);
  return number === null ? null : addNumber(tokens, start, number);
}

function addNumber(tokens: SqlTokens, start: number, number: string): number {
  tokens.add('number', start, start + number.length);
  return start + number.length;
}

function addMark(tokens: SqlTokens, start: number): number {
  tokens.add('mark', start, start + 1);
  return start + 1;
}

/** @param end -1 where the text has none */
function addText(
  tokens: SqlTokens,
  kind: 'text' | 'bits',
  start: number,
  end: number,
): number | BrokenText {
  if (end === -1) return broken(start, 'The text that begins here has no end.');
  tokens.add(kind, start, end);
  return end;
}

function matchAt(sticky: RegExp, sql: string, start: number): string | null {
  sticky.lastIndex = start;
  return sticky.exec(sql)?.[0] ?? null;
}

function broken(position: number, problem: string): BrokenText {
  return { kind: 'broken', position, problem };
}
