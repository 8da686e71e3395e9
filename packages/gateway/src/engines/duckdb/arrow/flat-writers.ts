import type { DuckDBVector } from '@duckdb/node-api';
import { Batch, type DataType } from '@uwdata/flechette';
import type { ColumnWriter } from './column-writer.ts';
import { GrowingBits } from './growing-bits.ts';
import { GrowingBytes } from './growing-bytes.ts';
import { valueBytes } from './raw-vectors.ts';
import { Validity } from './validity.ts';

/** Values of one width, laid out by DuckDB as Arrow has them. */
export class FlatWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #width: number;
  readonly #validity = new Validity();
  readonly #values = new GrowingBytes();

  constructor(type: DataType) {
    this.#type = type;
    this.#width = widthOf(type);
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    const width = this.#width;
    const room = this.#values.reserve(count * width);
    room.set(valueBytes(vector).subarray(from * width, (from + count) * width));
    // What lies in the place of a NULL is nobody's business.
    this.#validity.append(vector, from, count, (at) => room.fill(0, at * width, (at + 1) * width));
  }

  take(): Batch<unknown> {
    return new Batch({ type: this.#type, ...this.#validity.take(), values: this.#values.take() });
  }
}

/** Arrow has 16 bytes for each, DuckDB as many as the digits need. */
export class DecimalWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #width: number;
  readonly #validity = new Validity();
  readonly #values = new GrowingBytes();

  /** @param digits of the type */
  constructor(type: DataType, digits: number) {
    this.#type = type;
    this.#width = digits <= 4 ? 2 : digits <= 9 ? 4 : digits <= 18 ? 8 : 16;
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    const width = this.#width;
    const room = this.#values.reserve(count * 16);
    const source = valueBytes(vector).subarray(from * width, (from + count) * width);
    if (width === 16) room.set(source);
    else widen(source, width, room);
    this.#validity.append(vector, from, count, (at) => room.fill(0, at * 16, (at + 1) * 16));
  }

  take(): Batch<unknown> {
    return new Batch({ type: this.#type, ...this.#validity.take(), values: this.#values.take() });
  }
}

/** Numbers with a sign, the lowest byte first, to 16 bytes each. */
function widen(source: Uint8Array, width: number, into: Uint8Array): void {
  let at = 0;
  for (let begin = 0; begin < source.length; begin += width) {
    for (let byte = 0; byte < width; byte++) into[at++] = source[begin + byte] ?? 0;
    const sign = (source[begin + width - 1] ?? 0) >= 0x80 ? 0xff : 0;
    for (let byte = width; byte < 16; byte++) into[at++] = sign;
  }
}

/** A bit for each, where DuckDB has a byte. */
export class BooleanWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #validity = new Validity();
  readonly #values = new GrowingBits();

  constructor(type: DataType) {
    this.#type = type;
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    const bytes = valueBytes(vector);
    this.#validity.append(vector, from, count);
    this.#values.append(count, (at) => bytes[from + at] === 1);
  }

  take(): Batch<unknown> {
    return new Batch({ type: this.#type, ...this.#validity.take(), values: this.#values.take() });
  }
}

function widthOf(type: DataType): number {
  if (!('values' in type) || !type.values) throw new Error('a type of Arrow has no width');
  return type.values.BYTES_PER_ELEMENT;
}
