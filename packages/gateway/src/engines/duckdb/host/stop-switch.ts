import type { DuckDBConnection } from '@duckdb/node-api';

/** An interrupt is forgotten when it comes too early: it is sent again until the statement settles. */
const interruptEveryMs = 20;

/** Stops what runs on a connection. */
export class StopSwitch {
  #connection: DuckDBConnection | null = null;
  #phase: 'working' | 'spared' | 'settled' = 'working';
  #isWanted = false;
  readonly #wanted = Promise.withResolvers<void>();

  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** Resolves when the stop is wanted. */
  get wanted(): Promise<void> {
    return this.#wanted.promise;
  }

  /** Waits, but not for longer than the stop is not wanted. */
  pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    void this.wanted.then(() => resolve());
    return promise.finally(() => clearTimeout(timer));
  }

  /** The engine's own figure of what is done, 0 to 100; 0 while it gives none. */
  get percentage(): number {
    return this.#phase === 'working' ? (this.#connection?.progress.percentage ?? 0) : 0;
  }

  /** From now on this is the connection on which it runs. */
  guard(connection: DuckDBConnection): void {
    this.#connection = connection;
  }

  /**
   * What runs until `workOn` is not interrupted. During COMMIT an interrupt makes DuckDB report a failure
   * of what it has committed; during ROLLBACK it leaves a failed transaction to the next on the connection.
   */
  spare(): void {
    this.#phase = 'spared';
  }

  workOn(): void {
    this.#phase = 'working';
  }

  /** It has ended: what runs on the connection next is not this any more. */
  settle(): void {
    this.#phase = 'settled';
    this.#connection = null;
  }

  /** Interrupts what runs now, once, unless it is spared. */
  interrupt(): void {
    if (this.#phase === 'working') this.#connection?.interrupt();
  }

  /** Interrupts it, again and again until it has settled. */
  stop(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#wanted.resolve();
    const timer = setInterval(() => {
      this.interrupt();
      if (this.#phase === 'settled') clearInterval(timer);
    }, interruptEveryMs);
    this.interrupt();
  }
}
