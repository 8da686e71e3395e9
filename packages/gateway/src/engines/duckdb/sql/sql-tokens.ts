/** One piece of a statement. `text` is the decoded value of a name or a literal. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted_name' | 'text' | 'number' | 'symbol';
  readonly text: string;
  /** Where it stands in the statement, as offsets of characters. */
  readonly start: number;
  readonly end: number;
}

/** An unclosed quote or comment; DuckDB's parser refuses the statement as well. */
export class UnclosedTokenError extends Error {
  override readonly name = 'UnclosedTokenError';
}

const word = /[A-Za-z_\u0080-\u{10ffff}][\w$\u0080-\u{10ffff}]*/uy;
const number = /(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const space = /[\s\u00a0\u2000-\u200b\u3000\ufeff]+/y;
const lineComment = /--[^\n\r]*/y;
const dollarTag = /\$(?:[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*)?\$/uy;

/**
 * Cuts a statement into tokens as DuckDB's scanner does, comments left out. Takes time in proportion
 * to the text, whatever is in it.
 * @throws UnclosedTokenError
 */
export function* sqlTokens(sql: string): Generator<SqlToken> {
  let at = 0;
  while (at < sql.length) {
    const blank = match(space, sql, at) ?? match(lineComment, sql, at);
    if (blank !== null) {
      at += blank.length;
    } else if (sql.startsWith('/*', at)) {
      at = endOfComment(sql, at);
    } else {
      const token = tokenAt(sql, at);
      yield token;
      at = token.end;
    }
  }
}

function tokenAt(sql: string, start: number): SqlToken {
  const first = sql[start] ?? '';
  if (first === "'") return plainText(sql, start, start);
  if (first === '"') return quoted(sql, start, start, '"', 'quoted_name');
  if (/^[eE]'/.test(sql.slice(start, start + 2))) return escapedText(sql, start);
  if (/^[xXbB]'/.test(sql.slice(start, start + 2))) return plainText(sql, start, start + 1);
  const tag = first === '$' ? match(dollarTag, sql, start) : null;
  if (tag !== null) return dollarText(sql, start, tag);
  const name = match(word, sql, start);
  if (name !== null) return { kind: 'word', text: name, start, end: start + name.length };
  const digits = match(number, sql, start);
  if (digits) return { kind: 'number', text: digits, start, end: start + digits.length };
  return { kind: 'symbol', text: first, start, end: start + 1 };
}

function plainText(sql: string, start: number, open: number): SqlToken {
  return quoted(sql, start, open, "'", 'text');
}

/** A quote is written twice inside its own quotes. */
function quoted(
  sql: string,
  start: number,
  open: number,
  quote: string,
  kind: 'text' | 'quoted_name',
): SqlToken {
  for (let at = sql.indexOf(quote, open + 1); at >= 0; at = sql.indexOf(quote, at + 2)) {
    if (sql[at + 1] === quote) continue;
    const text = sql.slice(open + 1, at).replaceAll(quote + quote, quote);
    return { kind, text, start, end: at + 1 };
  }
  throw new UnclosedTokenError(`the quote at character ${start + 1} is never closed`);
}

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** E'…' with backslashes: \n, \\, \', \x41, \101, \u0041, \U00000041. */
function escapedText(sql: string, start: number): SqlToken {
  const body = /(?:[^'\\]|\\[\s\S]|'')*/y;
  const raw = match(body, sql, start + 2) ?? '';
  const end = start + 2 + raw.length;
  if (sql[end] !== "'")
    throw new UnclosedTokenError(`the quote at character ${start + 1} is never closed`);
  const text = raw.replaceAll(
    /''|\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex?: string, short?: string, long?: string, octal?: string, other?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return character(Number.parseInt(code, 16));
      if (octal !== undefined) return character(Number.parseInt(octal, 8));
      return other === undefined ? whole.slice(1) : (escapes[other] ?? other);
    },
  );
  return { kind: 'text', text, start, end: end + 1 };
}

function character(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '\ufffd';
}

function dollarText(sql: string, start: number, tag: string): SqlToken {
  const open = start + tag.length;
  const close = sql.indexOf(tag, open);
  if (close < 0) throw new UnclosedTokenError(`the text at character ${start + 1} is never closed`);
  return { kind: 'text', text: sql.slice(open, close), start, end: close + tag.length };
}

/** Comments nest, as in PostgreSQL. */
function endOfComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(sql); found; found = edge.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  throw new UnclosedTokenError(`the comment at character ${start + 1} is never closed`);
}

function match(form: RegExp, sql: string, at: number): string | null {
  form.lastIndex = at;
  return form.exec(sql)?.[0] ?? null;
}
