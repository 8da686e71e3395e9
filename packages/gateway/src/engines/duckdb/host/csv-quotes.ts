import type { Import } from '../../../core/job/transfer.ts';

const newLine = 0x0a;

/** Which bytes of a file of CSV lie between quotes. */
export class CsvQuotes {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #escape: number;
  #isFieldBegin = true;
  #text: 'none' | 'open' | 'escaped' | 'closing' = 'none';

  constructor({ delimiter, quote, escape }: Import['csv']) {
    this.#delimiter = lastByteOf(delimiter);
    this.#quote = lastByteOf(quote);
    this.#escape = lastByteOf(escape);
  }

  /** Whether the next byte is of a quoted text, its quotes included. */
  areAround(byte: number): boolean {
    if (this.#text === 'escaped') {
      this.#text = 'open';
      return true;
    }
    if (this.#text === 'open') {
      // The escape may be the quote itself, which then comes twice.
      if (byte === this.#quote) this.#text = 'closing';
      else if (byte === this.#escape) this.#text = 'escaped';
      return true;
    }
    if (byte === this.#quote && (this.#text === 'closing' || this.#isFieldBegin)) {
      this.#text = 'open';
      return true;
    }
    this.#text = 'none';
    this.#isFieldBegin =
      byte === newLine || byte === this.#delimiter || (this.#isFieldBegin && isMark(byte));
    return false;
  }
}

/** Of a byte order mark, which stands before the first field. */
function isMark(byte: number): boolean {
  return byte === 0xef || byte === 0xbb || byte === 0xbf;
}

function lastByteOf(text: string): number {
  return Buffer.from(text).at(-1) ?? -1;
}
