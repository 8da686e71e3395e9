import type { RowBeginnings } from './line-of-row.ts';

/** The values of a file of JSON: one behind the other, or in an array. Of a broken file those before the fault. */
export class JsonValues implements RowBeginnings {
  #depth = 0;
  /** How deep the values lie: 1 where the file is an array; null until its first byte that is no space. */
  #level: 0 | 1 | null = null;
  #text: 'none' | 'open' | 'escaped' = 'none';
  #isInValue = false;

  beginsAt(byte: number): boolean {
    if (this.#text !== 'none') {
      this.#passText(byte);
      return false;
    }
    if (this.#level === null && byte === code('[')) {
      this.#level = 1;
      this.#depth = 1;
      return false;
    }
    const isBetween = this.#depth === (this.#level ?? 0);
    if (byte <= code(' ') || byteOrderMark.has(byte) || (isBetween && separators.has(byte))) {
      if (isBetween) this.#isInValue = false;
      return false;
    }
    this.#level ??= 0;
    const begins = isBetween && !this.#isInValue;
    this.#isInValue = true;
    if (byte === code('"')) this.#text = 'open';
    if (opening.has(byte)) this.#depth += 1;
    if (closing.has(byte)) this.#depth -= 1;
    if (this.#depth === this.#level && closing.has(byte)) this.#isInValue = false;
    return begins;
  }

  #passText(byte: number): void {
    if (this.#text === 'escaped') this.#text = 'open';
    else if (byte === code('\\')) this.#text = 'escaped';
    else if (byte === code('"')) this.#text = 'none';
  }
}

function code(character: string): number {
  return character.charCodeAt(0);
}

const separators: ReadonlySet<number> = new Set([code(','), code(']')]);
const opening: ReadonlySet<number> = new Set([code('{'), code('[')]);
const closing: ReadonlySet<number> = new Set([code('}'), code(']')]);
/** In UTF-8. */
const byteOrderMark: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf]);
