import { setTimeout as pause } from 'node:timers/promises';
import type { CommitGate } from './commit-gate.ts';
import type { StopSwitch } from './stop-switch.ts';

export interface OpenTransaction {
  readonly since: number;
  /** No other is open beside it, nor was until its end; false as soon as others were let begin. */
  readonly isAlone: boolean;
  /** Keeps it so until its end. @returns whether it is */
  stayAlone(): boolean;
  /** To be called when it has ended in DuckDB. */
  end(): void;
}

/** The transactions that are open in the database. */
export class OpenTransactions {
  readonly #gate: Pick<CommitGate, 'isHeld'>;
  readonly #open = new Set<OpenTransaction>();
  #held: PromiseWithResolvers<void> | null = null;

  /** @param gate nobody is kept from beginning while it is held, which may take long */
  constructor(gate: Pick<CommitGate, 'isHeld'>) {
    this.#gate = gate;
  }

  /**
   * Waits while others are kept from beginning.
   * @throws when the stop comes first
   */
  async begin(stop?: Pick<StopSwitch, 'isWanted' | 'wanted'>): Promise<OpenTransaction> {
    while (this.#held) {
      await Promise.race([this.#held.promise, ...(stop ? [stop.wanted] : [])]);
      if (stop?.isWanted) throw new Error('stopped before it began');
    }
    return this.#add(null);
  }

  /**
   * Begins one beside which no other is open.
   * @param forMs as of `keepTo`, and so is `isGivenUp`
   * @param aloneMs how long others are kept from beginning while it is open; null: until its end
   * @returns null where others go on
   */
  async beginAlone(
    forMs: number,
    isGivenUp: () => boolean,
    aloneMs: number | null = null,
  ): Promise<OpenTransaction | null> {
    const letBegin = await this.keepTo(() => false, forMs, isGivenUp);
    return letBegin && this.#add({ letBegin, aloneMs });
  }

  /** @param alone lets others begin; null: they may */
  #add(alone: { letBegin: () => void; aloneMs: number | null } | null): OpenTransaction {
    let timer: NodeJS.Timeout | undefined;
    const open = {
      since: performance.now(),
      isAlone: alone !== null,
      stayAlone: () => {
        clearTimeout(timer);
        return open.isAlone;
      },
      end: () => {
        clearTimeout(timer);
        if (this.#open.delete(open) && open.isAlone) alone?.letBegin();
      },
    };
    this.#open.add(open);
    if (alone?.aloneMs) {
      timer = setTimeout(() => {
        open.isAlone = false;
        alone.letBegin();
      }, alone.aloneMs);
    }
    return open;
  }

  /** Whether one is open that began before that. */
  hasOneBefore(time: number): boolean {
    return [...this.#open].some(({ since }) => since < time);
  }

  /**
   * Keeps others from beginning until only some are open, for `forMs` at most. Where one is open that hardly
   * ends in that time, nobody is kept.
   * @param isOne of those; they may become more meanwhile
   * @param isGivenUp it is not wanted any more
   * @returns lets others begin again; null where others go on
   */
  async keepTo(
    isOne: (open: OpenTransaction) => boolean,
    forMs: number,
    isGivenUp: () => boolean = () => false,
  ): Promise<(() => void) | null> {
    const begun = performance.now();
    const others = () => [...this.#open].filter((open) => !isOne(open));
    if (this.#gate.isHeld || this.#held || others().some(({ since }) => begun - since > 2 * forMs))
      return null;
    const held = Promise.withResolvers<void>();
    this.#held = held;
    const letBegin = () => {
      this.#held = null;
      held.resolve();
    };
    while (others().length > 0) {
      if (performance.now() - begun > forMs || isGivenUp()) {
        letBegin();
        return null;
      }
      await pause(1);
    }
    if (!this.#gate.isHeld) return letBegin;
    letBegin();
    return null;
  }
}
