import type { DuckDBVector } from '@duckdb/node-api';
import type { Batch, DataType } from '@uwdata/flechette';
import type { ColumnWriter } from './column-writer.ts';
import { GrowingTexts } from './growing-texts.ts';
import { textEntries, validityBits } from './raw-vectors.ts';
import { isSet } from './validity.ts';

/** Texts and bytes, as they lie in the vector. */
export class BytesWriter implements ColumnWriter {
  readonly #texts: GrowingTexts;

  constructor(type: DataType) {
    this.#texts = new GrowingTexts(type);
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    this.#texts.begin(vector, from, count);
    const bits = validityBits(vector);
    const entries = textEntries(vector);
    const first = this.#texts.values.length;
    let end = first;
    for (let row = from; row < from + count; row++) {
      if (bits === null || isSet(bits, row)) end += entries.lengthOf(row);
      this.#texts.endAt(end);
    }
    const room = this.#texts.values.reserve(end - first);
    let at = 0;
    for (let row = from; row < from + count; row++) {
      if (bits === null || isSet(bits, row)) at += entries.copy(row, room, at);
    }
  }

  take(): Batch<unknown> {
    return this.#texts.take();
  }
}

/** Values of which only the binding knows the text. */
export class TextWriter implements ColumnWriter {
  readonly #texts: GrowingTexts;

  constructor(type: DataType) {
    this.#texts = new GrowingTexts(type);
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    this.#texts.begin(vector, from, count);
    const { values } = this.#texts;
    for (let row = from; row < from + count; row++) {
      const value = vector.getItem(row);
      if (value !== null) values.append(Buffer.from(String(value)));
      this.#texts.endAt(values.length);
    }
  }

  take(): Batch<unknown> {
    return this.#texts.take();
  }
}
