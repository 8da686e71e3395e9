import type { Import } from '../../../core/job/transfer.ts';
import type { RowBeginnings } from './line-of-row.ts';

const newLine = 0x0a;

/** The rows of a file of CSV, as DuckDB counts them. */
export class CsvRows implements RowBeginnings {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  /** Of one column an empty line is a NULL; others DuckDB passes over. */
  readonly #areEmptyRows: boolean;
  #isInRow = false;
  #isFieldBegin = true;
  #text: 'none' | 'open' | 'escaped' | 'closing' = 'none';

  constructor({ delimiter, quote, escape }: Import['csv'], width: number) {
    this.#delimiter = lastByteOf(delimiter);
    this.#quote = lastByteOf(quote);
    this.#escape = lastByteOf(escape);
    this.#areEmptyRows = width === 1;
  }

  beginsAt(byte: number): boolean {
    const begins = !this.#isInRow && (byte !== newLine || this.#areEmptyRows);
    this.#pass(byte);
    return begins;
  }

  #pass(byte: number): void {
    if (this.#text === 'escaped') {
      this.#text = 'open';
    } else if (this.#text === 'open') {
      // The escape may be the quote itself, which then comes twice.
      if (byte === this.#quote) this.#text = 'closing';
      else if (byte === this.#escape) this.#text = 'escaped';
    } else if (byte === this.#quote && (this.#text === 'closing' || this.#isFieldBegin)) {
      this.#text = 'open';
      this.#isInRow = true;
    } else {
      this.#text = 'none';
      this.#isInRow = byte !== newLine;
      this.#isFieldBegin =
        byte === newLine || byte === this.#delimiter || (this.#isFieldBegin && isMark(byte));
    }
  }
}

/** Of a byte order mark, which stands before the first field. */
function isMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}

function lastByteOf(text: string): number {
  return Buffer.from(text).at(-1) ?? -1;
}
