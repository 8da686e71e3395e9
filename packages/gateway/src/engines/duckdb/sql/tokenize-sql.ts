import { SqlTokens } from './sql-tokens.ts';
import { endOfLine, readText, type TextForm } from './text-literal.ts';

export type Tokenized = { readonly kind: 'tokens'; readonly tokens: SqlTokens } | BrokenText;

/** The text cannot be read from `position` on; `problem` says why, for people. */
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
  const scanner = new SqlScanner(sql);
  let position = 0;
  while (position < sql.length) {
    const next = scanner.readAt(position);
    if (typeof next !== 'number') return next;
    position = next;
  }
  return { kind: 'tokens', tokens: scanner.tokens };
}

/**
 * DuckDB takes these for spaces or for letters, depending on what stands before: its search for them
 * does not know comments as its parser does. Refused, the two cannot be played off.
 */
const specialSpaces = /[\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]/;

/** Each method reads what begins at a position and says where to go on. */
class SqlScanner {
  readonly tokens: SqlTokens;
  readonly #sql: string;
  readonly #hasSpecialSpaces: boolean;

  constructor(sql: string) {
    this.#sql = sql;
    this.tokens = new SqlTokens(sql);
    this.#hasSpecialSpaces = specialSpaces.test(sql);
  }

  readAt(start: number): number | BrokenText {
    const next = this.#sql.charAt(start + 1);
    const char = this.#sql.charAt(start);
    switch (char) {
      case ' ':
      case '\t':
      case '\n':
      case '\r':
      case '\f':
        return start + 1;
      case "'":
        return this.#readText(start, start, 'plain');
      case '"':
        return this.#readQuotedName(start);
      case '$':
        return this.#readDollar(start);
      case '-':
        return next === '-' ? endOfLine(this.#sql, start) : this.#add('mark', start, start + 1);
      case '/':
        return next === '*' ? this.#skipComment(start) : this.#add('mark', start, start + 1);
      case '.':
        // Two points are one mark: the second begins no number.
        if (next === '.') return this.#add('mark', this.#add('mark', start, start + 1), start + 2);
        return isDigit(next) ? this.#readNumber(start) : this.#add('mark', start, start + 1);
      default:
        if (isNameStart(char)) return this.#readWord(start);
        if (isDigit(char)) return this.#readNumber(start);
        return this.#add('mark', start, start + 1);
    }
  }

  /** @param open where its quote is */
  #readText(start: number, open: number, form: TextForm): number | BrokenText {
    const end = readText(this.#sql, open, form);
    if (end === -1) return broken(start, 'the text that begins here has no end.');
    return this.#add(form === 'bits' ? 'bits' : 'text', start, end);
  }

  #readQuotedName(start: number): number | BrokenText {
    let close = this.#sql.indexOf('"', start + 1);
    while (close !== -1 && this.#sql[close + 1] === '"') close = this.#sql.indexOf('"', close + 2);
    if (close === -1) return broken(start, 'the name that begins here has no closing quote.');
    return this.#add('quoted', start, close + 1);
  }

  /** A parameter, a text between tags, or a mark. */
  #readDollar(start: number): number | BrokenText {
    if (isDigit(this.#sql.charAt(start + 1))) {
      return this.#add('number', start, this.#endOfDigits(start + 1));
    }
    const tagEnd = this.#endOfName(start + 1, isTagPart);
    if (this.#sql[tagEnd] !== '$') return this.#add('mark', start, start + 1);
    const space = this.#findSpecialSpace(start, tagEnd);
    if (space) return space;
    const tag = this.#sql.slice(start, tagEnd + 1);
    const close = this.#sql.indexOf(tag, tagEnd + 1);
    if (close === -1) return broken(start, 'the text that begins here has no end.');
    return this.#add('text', start, close + tag.length);
  }

  /** Comments may lie within one another. */
  #skipComment(start: number): number | BrokenText {
    const bounds = /\/\*|\*\//g;
    bounds.lastIndex = start + 2;
    for (let depth = 1; depth > 0;) {
      const bound = bounds.exec(this.#sql);
      if (!bound) return broken(start, 'the comment that begins here has no end.');
      depth += bound[0] === '/*' ? 1 : -1;
    }
    return bounds.lastIndex;
  }

  #readWord(start: number): number | BrokenText {
    const end = this.#endOfName(start, isNamePart);
    const space = this.#findSpecialSpace(start, end);
    if (space) return space;
    const next = this.#sql.charAt(end);
    if (end === start + 1 && (next === "'" || next === '&')) {
      switch (this.#sql.slice(start, end + 1).toLowerCase()) {
        case "e'":
          return this.#readText(start, end, 'escaped');
        case "b'":
        case "x'":
          return this.#readText(start, end, 'bits');
        case 'u&':
          if (/['"]/.test(this.#sql.charAt(end + 1))) {
            return broken(start, 'DuckDB reads no texts or names with U& before them.');
          }
          break;
        default:
          break;
      }
    }
    return this.#add('word', start, end);
  }

  #readNumber(start: number): number {
    let end = this.#endOfDigits(start);
    // In 1..2 the points belong to no number.
    if (this.#sql[end] === '.' && this.#sql[end + 1] !== '.') end = this.#endOfDigits(end + 1);
    if (/[eE]/.test(this.#sql.charAt(end))) {
      const digits = /[-+]/.test(this.#sql.charAt(end + 1)) ? end + 2 : end + 1;
      if (isDigit(this.#sql.charAt(digits))) end = this.#endOfDigits(digits);
    }
    return this.#add('number', start, end);
  }

  /** Single underscores may stand between digits. */
  #endOfDigits(start: number): number {
    let end = start;
    for (;;) {
      if (isDigit(this.#sql.charAt(end))) end += 1;
      else if (end > start && this.#sql[end] === '_' && isDigit(this.#sql.charAt(end + 1)))
        end += 2;
      else return end;
    }
  }

  #endOfName(start: number, isPart: (char: string) => boolean): number {
    if (!isNameStart(this.#sql.charAt(start))) return start;
    let end = start + 1;
    while (end < this.#sql.length && isPart(this.#sql.charAt(end))) end += 1;
    return end;
  }

  #findSpecialSpace(start: number, end: number): BrokenText | null {
    if (!this.#hasSpecialSpaces) return null;
    const found = specialSpaces.exec(this.#sql.slice(start, end));
    if (!found) return null;
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const problem = `there is a special space here (U+${code}). Write an ordinary space.`;
    return broken(start + found.index, problem);
  }

  #add(kind: Parameters<SqlTokens['add']>[0], start: number, end: number): number {
    this.tokens.add(kind, start, end);
    return end;
  }
}

function isNameStart(char: string): boolean {
  return (
    (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z') || char === '_' || char >= '\x80'
  );
}

function isTagPart(char: string): boolean {
  return isNameStart(char) || isDigit(char);
}

function isNamePart(char: string): boolean {
  return isTagPart(char) || char === '$';
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}

function broken(position: number, problem: string): BrokenText {
  return { kind: 'broken', position, problem };
}
