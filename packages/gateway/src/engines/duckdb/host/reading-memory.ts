import type { Clock } from '../../../core/ports/clock.ts';
import { isOutOfMemory } from '../engine-error.ts';

interface Waiter {
  readonly bytes: number;
  readonly admit: () => void;
}

/** Nothing was free in time. Its gateway knows it by its first words, as it knows DuckDB's own (`rows-failure.ts`). */
export class NoMemoryInTimeError extends Error {
  constructor(waitMs: number) {
    super(`Out of Memory Error: other readers had all of it for ${waitMs} ms`);
  }
}

/**
 * The memory that rows of results are written in, which all their readers share: whoever came first is first. It is
 * held for as long as rows are written, and never while a client takes them.
 */
export class ReadingMemory {
  readonly #totalBytes: number;
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #waiting: Waiter[] = [];
  #heldBytes = 0;

  constructor(totalBytes: number, clock: Pick<Clock, 'sleep'>) {
    this.#totalBytes = totalBytes;
    this.#clock = clock;
  }

  /**
   * Works when so much is free; more than there is becomes all of it. What runs out of memory all the same is tried
   * once more with nobody beside it.
   * @param left whoever leaves while he waits leaves the line
   * @throws NoMemoryInTimeError after `waitMs`
   */
  async use<T>(
    bytes: number,
    waitMs: number,
    left: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    const share = Math.min(bytes, this.#totalBytes);
    try {
      return await this.#holding(share, waitMs, left, work);
    } catch (error) {
      const isAgain = share < this.#totalBytes && isOutOfMemory(error);
      if (!isAgain || error instanceof NoMemoryInTimeError) throw error;
      return this.#holding(this.#totalBytes, waitMs, left, work);
    }
  }

  async #holding<T>(
    bytes: number,
    waitMs: number,
    left: AbortSignal,
    work: () => Promise<T>,
  ): Promise<T> {
    await this.#take(bytes, waitMs, left);
    try {
      left.throwIfAborted();
      return await work();
    } finally {
      this.#heldBytes -= bytes;
      this.#admit();
    }
  }

  async #take(bytes: number, waitMs: number, left: AbortSignal): Promise<void> {
    const admitted = new AbortController();
    const waiter = { bytes, admit: () => admitted.abort() };
    this.#waiting.push(waiter);
    this.#admit();
    if (admitted.signal.aborted) return;
    await this.#clock.sleep(waitMs, AbortSignal.any([left, admitted.signal]));
    if (admitted.signal.aborted) return;
    this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
    // Whoever comes behind may need less.
    this.#admit();
    left.throwIfAborted();
    throw new NoMemoryInTimeError(waitMs);
  }

  #admit(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (!first || this.#heldBytes + first.bytes > this.#totalBytes) return;
      this.#waiting.shift();
      this.#heldBytes += first.bytes;
      first.admit();
    }
  }
}
