import type { DuckDBVector } from '@duckdb/node-api';
import { Batch, type DataType } from '@uwdata/flechette';
import { GrowingBytes } from './growing-bytes.ts';
import { Validity } from './validity.ts';

/** The values of a column of texts or bytes, one behind the other, and where each ends. */
export class GrowingTexts {
  readonly #type: DataType;
  readonly #validity = new Validity();
  readonly values = new GrowingBytes();
  #offsets = [0];

  constructor(type: DataType) {
    this.#type = type;
  }

  /** Which of these rows are there; each of them then ends somewhere. */
  begin(vector: DuckDBVector, from: number, count: number): void {
    this.#validity.append(vector, from, count);
  }

  endAt(offset: number): void {
    this.#offsets.push(offset);
  }

  take(): Batch<unknown> {
    const offsets = Int32Array.from(this.#offsets);
    this.#offsets = [0];
    const values = this.values.take();
    return new Batch({ type: this.#type, ...this.#validity.take(), offsets, values });
  }
}
