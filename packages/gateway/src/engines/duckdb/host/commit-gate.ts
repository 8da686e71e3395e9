/**
 * Where everything that changes the database file passes: a COMMIT, a checkpoint. While it is held,
 * the file and its write-ahead file stay as they are, and can be copied; statements go on up to
 * their COMMIT.
 */
export class CommitGate {
  #inside = 0;
  #held: PromiseWithResolvers<void> | null = null;
  #empty: PromiseWithResolvers<void> | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** Waits until the gate is open, and is inside until `leave` is called. */
  async enter(): Promise<void> {
    while (this.#held) await this.#held.promise;
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
    if (this.#inside === 0) this.#empty?.resolve();
  }

  /** Runs work inside. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  get isHeld(): boolean {
    return this.#held !== null;
  }

  /** Closes the gate for `forMs` at most, and returns when nobody is inside. */
  async hold(forMs: number): Promise<void> {
    this.#held ??= Promise.withResolvers();
    this.holdOn(forMs);
    if (this.#inside === 0) return;
    this.#empty ??= Promise.withResolvers();
    await this.#empty.promise;
    this.#empty = null;
  }

  /** I9: whoever holds it has to say so again in time, or everybody goes on. */
  holdOn(forMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.letGo(), forMs);
  }

  letGo(): void {
    clearTimeout(this.#timer);
    this.#held?.resolve();
    this.#held = null;
  }
}
