import type { DuckDBListVector, DuckDBStructVector, DuckDBVector } from '@duckdb/node-api';
import { Batch, type DataType } from '@uwdata/flechette';
import type { ColumnWriter } from './column-writer.ts';
import { validityBits } from './raw-vectors.ts';
import { isSet, Validity } from './validity.ts';

/** The items of all lists, one behind the other, and where each list ends. */
export class ListWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #listOf: (vector: DuckDBVector) => DuckDBListVector;
  readonly #items: ColumnWriter;
  readonly #validity = new Validity();
  #offsets = [0];

  constructor(
    type: DataType,
    listOf: (vector: DuckDBVector) => DuckDBListVector,
    items: ColumnWriter,
  ) {
    this.#type = type;
    this.#listOf = listOf;
    this.#items = items;
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    const list = this.#listOf(vector);
    const bits = validityBits(list);
    this.#validity.append(list, from, count);
    let total = this.#offsets.at(-1) ?? 0;
    // Lists that lie side by side are taken at once.
    let begin = 0;
    let end = 0;
    const takeRun = () => {
      if (end > begin) this.#items.append(list.childVector, begin, end - begin);
    };
    for (let row = from; row < from + count; row++) {
      if (bits === null || isSet(bits, row)) {
        const offset = list.getEntryOffset(row);
        const length = list.getEntryLength(row);
        if (offset !== end) {
          takeRun();
          begin = offset;
        }
        end = offset + length;
        total += length;
      }
      this.#offsets.push(total);
    }
    takeRun();
  }

  take(): Batch<unknown> {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    const children = [this.#items.take()];
    return new Batch({ type: this.#type, ...this.#validity.take(), offsets, children });
  }
}

export class StructWriter implements ColumnWriter {
  readonly #type: DataType;
  readonly #parts: readonly ColumnWriter[];
  readonly #validity = new Validity();

  constructor(type: DataType, parts: readonly ColumnWriter[]) {
    this.#type = type;
    this.#parts = parts;
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    const struct = vector as DuckDBStructVector;
    this.#validity.append(struct, from, count);
    for (const [at, part] of this.#parts.entries()) {
      part.append(struct.entryVectorAt(at), from, count);
    }
  }

  take(): Batch<unknown> {
    const children = this.#parts.map((part) => part.take());
    return new Batch({ type: this.#type, ...this.#validity.take(), children });
  }
}
