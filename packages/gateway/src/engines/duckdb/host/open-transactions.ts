import { setTimeout as pause } from 'node:timers/promises';
import { RefusedError } from './refused-error.ts';
import type { StopSwitch } from './stop-switch.ts';

const lookAgainMs = 20;
/** Nobody is kept from beginning while one runs that did not end in that time. */
const shortMs = 100;
/** How long others are kept from beginning until the last has ended. */
const longestHoldMs = 200;

type Stop = Pick<StopSwitch, 'isWanted' | 'wanted'>;

/** Another that wants to be alone comes first: this one is to be rolled back, and run again. */
export class ComesLaterError extends Error {}

export interface OpenTransaction {
  readonly since: number;
  /** To be called when it has ended in DuckDB. */
  end(): void;
}

interface Wanting {
  readonly mayRunAgain: boolean;
}

/** The transactions that are open in the database, of which one can be alone. */
export class OpenTransactions {
  readonly #open = new Set<OpenTransaction>();
  readonly #wanting: Wanting[] = [];
  readonly #longestWaitMs: number;
  #alone: PromiseWithResolvers<void> | null = null;

  /** @param longestWaitMs how long others are waited for */
  constructor(longestWaitMs = 10_000) {
    this.#longestWaitMs = longestWaitMs;
  }

  /**
   * Waits while one is alone.
   * @throws when the stop comes first
   */
  async begin(stop?: Stop): Promise<OpenTransaction> {
    while (this.#alone) {
      await Promise.race([this.#alone.promise, ...(stop ? [stop.wanted] : [])]);
      if (stop?.isWanted) throw new Error('stopped before it began');
    }
    const open = { since: performance.now(), end: () => void this.#open.delete(open) };
    this.#open.add(open);
    return open;
  }

  /**
   * Returns when no other is open; none begins until what it returns is called.
   * @param mayRunAgain whether the work may be rolled back, so that others that cannot are not waited for
   * @throws ComesLaterError where it may, and has to be
   * @throws RefusedError when others did not end in time
   */
  async keepAlone(own: OpenTransaction, stop: Stop, mayRunAgain: boolean): Promise<() => void> {
    const wanting = { mayRunAgain };
    const until = performance.now() + this.#longestWaitMs;
    this.#wanting.push(wanting);
    try {
      for (;;) {
        if (stop.isWanted) throw new Error('stopped before its commit');
        if (this.#first !== wanting) throw mayRunAgain ? new ComesLaterError() : refused;
        if (await this.#isSoonAlone(own)) return () => this.#letBegin();
        if (performance.now() > until) throw refused;
        await pause(lookAgainMs);
      }
    } finally {
      this.#wanting.splice(this.#wanting.indexOf(wanting), 1);
    }
  }

  /**
   * Tries once, for a moment, to have none open.
   * @returns lets others begin again; null where some go on, or one wants to be alone
   */
  async tryNone(): Promise<(() => void) | null> {
    if (this.#wanting.length > 0) return null;
    return (await this.#isSoonAlone(null)) ? () => this.#letBegin() : null;
  }

  /** Two that wait for each other's end would both wait in vain. */
  get #first(): Wanting | undefined {
    return this.#wanting.find(({ mayRunAgain }) => !mayRunAgain) ?? this.#wanting[0];
  }

  async #isSoonAlone(own: OpenTransaction | null): Promise<boolean> {
    if (this.#alone) return false;
    const others = () => [...this.#open].filter((open) => open !== own);
    const now = performance.now();
    if (others().some(({ since }) => now - since > shortMs)) return false;
    this.#alone = Promise.withResolvers();
    while (others().length > 0) {
      if (performance.now() - now > longestHoldMs) {
        this.#letBegin();
        return false;
      }
      await pause(1);
    }
    return true;
  }

  #letBegin(): void {
    this.#alone?.resolve();
    this.#alone = null;
  }
}

const refused = new RefusedError({
  code: 'runtime',
  message:
    'This change of a table is safe from a crash only where no other statement or transaction of the project is under ' +
    'way, also none that only reads, and some did not end in time. Nothing of it was committed. Submit it again when ' +
    'they have ended.',
});
