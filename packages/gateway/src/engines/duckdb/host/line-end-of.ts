import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Import } from '../../../core/job/transfer.ts';
import { readUnpacked } from './read-unpacked.ts';

export type LineEnd = '\n' | '\r\n';

/** The longest line that DuckDB reads. */
const mostBytes = 2_000_000;

/**
 * How the lines of a CSV end whose first record has a line break between quotes: DuckDB takes the first break that
 * it finds in a file for the one between its lines, and cannot read the file then.
 * @returns null where DuckDB sees it by itself
 */
export async function lineEndOf(path: string, { csv }: Import): Promise<LineEnd | null> {
  const first = new FirstRecord(csv);
  const over = new AbortController();
  let looked = 0;
  const bytes = new Writable({
    write(chunk: Buffer, _encoding, done) {
      looked += chunk.length;
      const isOver = over.signal.aborted || first.isOverAfter(chunk);
      if (isOver || looked > mostBytes) over.abort();
      done();
    },
  });
  // Of what cannot be read DuckDB says why, as soon as it reads it.
  await pipeline([...readUnpacked(path), bytes], { signal: over.signal }).catch(() => {});
  return first.lineEnd;
}

/** Looks at bytes until the first line has ended. */
class FirstRecord {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  #isQuoted = false;
  #isEscaped = false;
  #isAtFieldStart = true;
  #hasQuotedBreak = false;
  #last = 0;
  #end: LineEnd | '\r' | null = null;

  constructor({ delimiter, quote, escape }: Import['csv']) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
    this.#escape = escape.charCodeAt(0);
  }

  get lineEnd(): LineEnd | null {
    return this.#hasQuotedBreak && this.#end !== '\r' ? this.#end : null;
  }

  isOverAfter(chunk: Uint8Array): boolean {
    for (const byte of chunk) {
      if (this.#isOverAt(byte)) return true;
    }
    return false;
  }

  #isOverAt(byte: number): boolean {
    const isBreak = byte === lineFeed || byte === carriageReturn;
    if (this.#end === '\r') {
      if (byte === lineFeed) this.#end = '\r\n';
      return true;
    }
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isQuoted) {
      if (byte === this.#escape && this.#escape !== this.#quote) this.#isEscaped = true;
      else if (byte === this.#quote) this.#isQuoted = false;
      this.#hasQuotedBreak ||= isBreak;
    } else if (byte === this.#quote && (this.#isAtFieldStart || this.#last === this.#quote)) {
      this.#isQuoted = true;
    } else if (isBreak) {
      this.#end = byte === lineFeed ? '\n' : '\r';
    }
    this.#last = byte;
    this.#isAtFieldStart = byte === this.#delimiter || (this.#isAtFieldStart && isMark(byte));
    return this.#end === '\n';
  }
}

const lineFeed = 10;
const carriageReturn = 13;

/** Of a byte order mark, which stands before the first field. */
function isMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}
