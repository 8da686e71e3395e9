import type { DuckDBVector } from '@duckdb/node-api';
import { Batch, type DataType } from '@uwdata/flechette';
import type { ColumnWriter } from './column-writer.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { textEntries, validityBits } from './raw-vectors.ts';
import { isSet, Validity } from './validity.ts';

/** Texts and bytes, one behind the other, and where each ends. */
export class BytesWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #validity = new Validity();
  readonly #values = new GrowingBytes();
  #offsets = [0];

  constructor(type: DataType) {
    this.#type = type;
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    this.#validity.append(vector, from, count);
    const bits = validityBits(vector);
    const texts = textEntries(vector);
    const first = this.#values.length;
    let end = first;
    for (let row = from; row < from + count; row++) {
      if (bits === null || isSet(bits, row)) end += texts.lengthOf(row);
      this.#offsets.push(end);
    }
    const room = this.#values.reserve(end - first);
    let at = 0;
    for (let row = from; row < from + count; row++) {
      if (bits === null || isSet(bits, row)) at += texts.copy(row, room, at);
    }
  }

  take(): Batch<unknown> {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    const values = this.#values.take();
    return new Batch({ type: this.#type, ...this.#validity.take(), offsets, values });
  }
}

/** Values of which only the binding knows the text. */
export class TextWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #validity = new Validity();
  readonly #values = new GrowingBytes();
  #offsets = [0];

  constructor(type: DataType) {
    this.#type = type;
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    this.#validity.append(vector, from, count);
    for (let row = from; row < from + count; row++) {
      const value = vector.getItem(row);
      if (value !== null) this.#values.append(Buffer.from(String(value)));
      this.#offsets.push(this.#values.length);
    }
  }

  take(): Batch<unknown> {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    const values = this.#values.take();
    return new Batch({ type: this.#type, ...this.#validity.take(), offsets, values });
  }
}
