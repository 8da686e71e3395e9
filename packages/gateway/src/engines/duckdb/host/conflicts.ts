import { RefusedError } from './refused-error.ts';

const firstBackoffMs = 5;
const longestBackoffMs = 500;
/** Some seven seconds. */
const mostConflicts = 20;

/**
 * The conflicts of a statement with others, which write nothing: it tries again, later each time, and after a while
 * when nobody else is there. It does not do so for ever: who it waits for may wait for its slot.
 */
export class Conflicts {
  readonly #longestMs: number;
  #firstAt: number | null = null;
  #count = 0;
  #backoffMs = firstBackoffMs;

  constructor(longestMs = 30_000) {
    this.#longestMs = longestMs;
  }

  get wantsAlone(): boolean {
    return this.#count >= mostConflicts;
  }

  /**
   * How long it waits after one more.
   * @throws RefusedError when that goes on for too long
   */
  nextMs(): number {
    const now = performance.now();
    this.#firstAt ??= now;
    if (now - this.#firstAt > this.#longestMs) throw new RefusedError(forTooLong);
    const waitMs = this.#backoffMs;
    this.#count += 1;
    this.#backoffMs = Math.min(2 * waitMs, longestBackoffMs);
    return waitMs;
  }

  /** Others went on: one of them may be what it conflicts with. */
  tryAmongOthers(): void {
    this.#count = 0;
  }
}

const forTooLong = {
  code: 'runtime',
  message:
    'Another transaction has written the same rows, or changed the same table, and did not end in half a minute. Nothing was ' +
    'written. Submit it again when that has ended.',
} as const;
