import { readText } from './text-literal.ts';

const tokenKinds = [
  /** An identifier or keyword without quotes. */
  'word',
  /** An identifier in double quotes. */
  'quoted',
  /** A text: '…', E'…' or $tag$…$tag$. */
  'text',
  /** X'…' or B'…'. */
  'bits',
  /** A number, or a parameter such as $1. */
  'number',
  /** One character of punctuation or of an operator. */
  'mark',
] as const;

export type TokenKind = (typeof tokenKinds)[number];

export interface SqlToken {
  readonly kind: TokenKind;
  /** The value: without quotes, escapes and tags. */
  readonly text: string;
  /** Where the token stands in the source; the end is behind it. */
  readonly start: number;
  readonly end: number;
}

/**
 * The tokens of a statement. They are kept as numbers, since a text of 12 MB may have as many
 * tokens; their texts are read when asked for.
 */
export class SqlTokens {
  readonly sql: string;
  /** A mark's own character, which is ASCII, or `notMark` and on, in the order of `tokenKinds`. */
  #kinds = new Uint8Array(256);
  /** Start and end of each token, one behind the other. */
  #bounds = new Uint32Array(512);
  #length = 0;

  constructor(sql: string) {
    this.sql = sql;
  }

  get length(): number {
    return this.#length;
  }

  add(kind: TokenKind, start: number, end: number): void {
    if (this.#length === this.#kinds.length) this.#grow();
    this.#kinds[this.#length] =
      kind === 'mark' ? this.sql.charCodeAt(start) : notMark + tokenKinds.indexOf(kind);
    this.#bounds[this.#length * 2] = start;
    this.#bounds[this.#length * 2 + 1] = end;
    this.#length += 1;
  }

  at(index: number): SqlToken | undefined {
    const kind = this.kindAt(index);
    if (kind === undefined) return undefined;
    return { kind, text: this.textAt(index), start: this.startOf(index), end: this.endOf(index) };
  }

  kindAt(index: number): TokenKind | undefined {
    const code = index < this.#length ? this.#kinds[index] : undefined;
    if (code === undefined) return undefined;
    return code < notMark ? 'mark' : tokenKinds[code - notMark];
  }

  startOf(index: number): number {
    return this.#bounds[index * 2] ?? this.sql.length;
  }

  endOf(index: number): number {
    return this.#bounds[index * 2 + 1] ?? this.sql.length;
  }

  /** The token's value; empty behind the last. */
  textAt(index: number): string {
    const start = this.startOf(index);
    const end = this.endOf(index);
    switch (this.kindAt(index)) {
      case 'word':
      case 'number':
      case 'mark':
        return this.sql.slice(start, end);
      case 'quoted':
        return this.sql.slice(start + 1, end - 1).replaceAll('""', '"');
      case 'text':
        return textValue(this.sql, start, end);
      case 'bits':
        return this.sql.slice(start, end).replaceAll("'", '');
      case undefined:
        return '';
    }
  }

  isMark(index: number, mark: string): boolean {
    return index < this.#length && this.#kinds[index] === mark.charCodeAt(0);
  }

  /** The mark's character; empty where there is none. */
  markAt(index: number): string {
    const code = index < this.#length ? (this.#kinds[index] ?? notMark) : notMark;
    return code < notMark ? String.fromCharCode(code) : '';
  }

  isName(index: number): boolean {
    const kind = this.kindAt(index);
    return kind === 'word' || kind === 'quoted';
  }

  /** The word in upper case; empty where there is none. Words in quotes are no keywords. */
  wordAt(index: number): string {
    return this.kindAt(index) === 'word' ? this.textAt(index).toUpperCase() : '';
  }

  #grow(): void {
    const kinds = new Uint8Array(this.#kinds.length * 2);
    const bounds = new Uint32Array(this.#bounds.length * 2);
    kinds.set(this.#kinds);
    bounds.set(this.#bounds);
    this.#kinds = kinds;
    this.#bounds = bounds;
  }
}

/** No mark has this code or one above. */
const notMark = 128;

function textValue(sql: string, start: number, end: number): string {
  if (sql[start] === '$') {
    const tagEnd = sql.indexOf('$', start + 1) + 1;
    return sql.slice(tagEnd, end - (tagEnd - start));
  }
  const isPlain = sql[start] === "'";
  const pieces: string[] = [];
  readText(sql, isPlain ? start : start + 1, isPlain ? 'plain' : 'escaped', (piece) =>
    pieces.push(piece),
  );
  return pieces.join('');
}
