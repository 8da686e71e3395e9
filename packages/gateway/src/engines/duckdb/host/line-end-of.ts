import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Import } from '../../../core/job/transfer.ts';
import { CsvQuotes } from './csv-quotes.ts';
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
  readonly #quotes: CsvQuotes;
  #hasQuotedBreak = false;
  #end: LineEnd | '\r' | null = null;

  constructor(csv: Import['csv']) {
    this.#quotes = new CsvQuotes(csv);
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
    if (this.#end === '\r') {
      if (byte === lineFeed) this.#end = '\r\n';
      return true;
    }
    const isBreak = byte === lineFeed || byte === carriageReturn;
    if (this.#quotes.areAround(byte)) this.#hasQuotedBreak ||= isBreak;
    else if (isBreak) this.#end = byte === lineFeed ? '\n' : '\r';
    return this.#end === '\n';
  }
}

const lineFeed = 10;
const carriageReturn = 13;
