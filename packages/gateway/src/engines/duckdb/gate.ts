/** Where something passes that can be held back as a whole, until nothing of it is under way. */
export class Gate {
  #inside = 0;
  #closed: PromiseWithResolvers<void> | null = null;
  #empty: PromiseWithResolvers<void> | null = null;

  /** Waits until the gate is open, and is inside until `leave` is called. */
  async enter(): Promise<void> {
    while (this.#closed) await this.#closed.promise;
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

  get isClosed(): boolean {
    return this.#closed !== null;
  }

  /** Runs work while nobody is inside. Who comes waits for its end. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#closed) await this.#closed.promise;
    try {
      await this.close();
      return await work();
    } finally {
      this.open();
    }
  }

  /** Resolves when it is next opened; null where it is open. */
  protected get opening(): Promise<void> | null {
    return this.#closed?.promise ?? null;
  }

  /** Lets nobody in any more, and returns when nobody is inside. */
  async close(): Promise<void> {
    this.#closed ??= Promise.withResolvers();
    if (this.#inside === 0) return;
    this.#empty ??= Promise.withResolvers();
    await this.#empty.promise;
    this.#empty = null;
  }

  open(): void {
    this.#closed?.resolve();
    this.#closed = null;
  }
}
