const firstBackoffMs = 5;
const longestBackoffMs = 500;
/** Some seven seconds. */
const mostConflicts = 20;

/**
 * The conflicts of a statement with others, which write nothing: it tries again, later each time, and in the end while
 * nobody else is there.
 */
export class Conflicts {
  #count = 0;
  #backoffMs = firstBackoffMs;

  get wantsAlone(): boolean {
    return this.#count >= mostConflicts;
  }

  /** How long it waits after one more. */
  nextMs(): number {
    const waitMs = this.#backoffMs;
    this.#count += 1;
    this.#backoffMs = Math.min(2 * waitMs, longestBackoffMs);
    return waitMs;
  }

  /** It waits no less for that. */
  forget(): void {
    this.#count = 0;
  }
}
