import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import type { Import } from '../../../core/job/transfer.ts';

export type LineEnd = '\n' | '\r\n';

/** The longest line that DuckDB reads. */
const mostBytes = 2_000_000;

/**
 * How the lines of a CSV end whose first record has a line break between quotes: DuckDB takes the first break that
 * it finds in a file for the one between its lines, and cannot read the file then.
 * @returns null where DuckDB sees it by itself
 */
export async function lineEndOf(path: string, { csv }: Import): Promise<LineEnd | null> {
  const file = createReadStream(path);
  const isGzip = path.toLowerCase().endsWith('.gz');
  const text = isGzip ? file.pipe(createGunzip()) : file;
  const first = new FirstRecord(csv);
  try {
    let bytes = 0;
    for await (const chunk of text as AsyncIterable<Buffer>) {
      if (first.isOverAfter(chunk)) return first.lineEnd;
      bytes += chunk.length;
      if (bytes > mostBytes) return null;
    }
    return first.lineEnd;
  } finally {
    file.destroy();
  }
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
