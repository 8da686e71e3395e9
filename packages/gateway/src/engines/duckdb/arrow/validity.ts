import type { DuckDBVector } from '@duckdb/node-api';
import { GrowingBits } from './growing-bits.ts';
import { validityBits } from './raw-vectors.ts';

/** Which values there are. */
export class Validity {
  /** Null as long as nothing is NULL. */
  #bits: GrowingBits | null = null;
  #length = 0;
  #nullCount = 0;

  /** @param onNull is told of each NULL, counted from `from` */
  append(
    vector: DuckDBVector,
    from: number,
    count: number,
    onNull: (at: number) => void = () => {},
  ): void {
    const bits = validityBits(vector);
    if (bits !== null && this.#bits === null) {
      this.#bits = new GrowingBits();
      this.#bits.append(this.#length, () => true);
    }
    this.#length += count;
    this.#bits?.append(count, (at) => {
      if (bits === null || isSet(bits, from + at)) return true;
      this.#nullCount += 1;
      onNull(at);
      return false;
    });
  }

  take(): { length: number; nullCount: number; validity: Uint8Array } {
    const length = this.#length;
    const nullCount = this.#nullCount;
    // Arrow needs none where nothing is NULL.
    const validity =
      nullCount === 0 ? new Uint8Array(0) : (this.#bits?.take() ?? new Uint8Array(0));
    this.#bits = null;
    this.#length = 0;
    this.#nullCount = 0;
    return { length, nullCount, validity };
  }
}

export function isSet(bits: Uint8Array, at: number): boolean {
  return (((bits[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
}
