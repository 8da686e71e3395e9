import type { ReadingMemory } from './reading-memory.ts';

/** Who reads, and for how long he waits. */
export interface Reading {
  /** Aborts when nobody reads any more. */
  readonly left: AbortSignal;
  /** How long the first rows wait for memory, before they are refused. */
  readonly waitMs: number;
}

/** Of rows behind the first: whoever has begun is not cut off for others, who wait as long as he does. */
const nextRowsMs = 600_000;
/** Of a range of rows, however short it is. */
const leastBytes = 30e6;
/** They are there as they are stored, and as they are written. */
const copies = 2;

/** One reader of a result: only when his first rows have had their memory, others of them are written beside. */
export class ResultReader {
  readonly #memory: ReadingMemory;
  readonly #reading: Reading;
  #first: Promise<unknown> | null = null;

  constructor(memory: ReadingMemory, reading: Reading) {
    this.#memory = memory;
    this.#reading = reading;
  }

  /** @param bytes of the rows, about */
  write<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#first) return this.#writeNext(this.#first, bytes, work);
    const first = this.#use(bytes, this.#reading.waitMs, work);
    this.#first = first;
    return first;
  }

  async #writeNext<T>(first: Promise<unknown>, bytes: number, work: () => Promise<T>): Promise<T> {
    await first;
    return this.#use(bytes, nextRowsMs, work);
  }

  #use<T>(bytes: number, waitMs: number, work: () => Promise<T>): Promise<T> {
    const taken = Math.max(leastBytes, copies * bytes);
    return this.#memory.use(taken, waitMs, this.#reading.left, work);
  }
}
