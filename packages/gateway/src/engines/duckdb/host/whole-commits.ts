import { setTimeout as pause } from 'node:timers/promises';
import type { Checkpoints } from './checkpoints.ts';
import type { CommitGate } from './commit-gate.ts';
import type { OpenTransaction, OpenTransactions } from './open-transactions.ts';
import { RefusedError } from './refused-error.ts';
import type { StopSwitch } from './stop-switch.ts';

const lookAgainMs = 20;
/** How long others are kept from beginning, at first and at most: twice as long each time. */
const firstHoldMs = 200;
const longestHoldMs = 3_200;
/** How long they are kept by one that is alone. */
const longestAloneMs = 3_000;

/** A transaction that wants to commit so. */
export interface WholeCommit {
  readonly open: OpenTransaction;
  readonly stop: Pick<StopSwitch, 'isWanted' | 'wanted'>;
  /** Sends its COMMIT. */
  run(): Promise<void>;
  /** Ends this process. */
  giveUp(): Promise<never>;
}

type Waiting = WholeCommit & PromiseWithResolvers<void>;

/**
 * Commits what DuckDB cannot be trusted to replay: while no other transaction is open, with a checkpoint behind it,
 * before which a kill takes it back. Those that come together have one.
 */
export class WholeCommits {
  readonly #transactions: Pick<OpenTransactions, 'keepTo' | 'beginAlone'>;
  readonly #checkpoints: Pick<Checkpoints, 'commitWhole'>;
  readonly #gate: CommitGate;
  readonly #longestWaitMs: number;
  readonly #waiting = new Set<Waiting>();
  #isLed = false;

  /** @param longestWaitMs for the ends of others */
  constructor(
    transactions: Pick<OpenTransactions, 'keepTo' | 'beginAlone'>,
    checkpoints: Pick<Checkpoints, 'commitWhole'>,
    gate: CommitGate,
    longestWaitMs = 10_000,
  ) {
    this.#transactions = transactions;
    this.#checkpoints = checkpoints;
    this.#gate = gate;
    this.#longestWaitMs = longestWaitMs;
  }

  /**
   * Resolves when it is committed, and in the database file.
   * @throws RefusedError when others did not end in time, and what its COMMIT throws
   */
  async commit(wanted: WholeCommit): Promise<void> {
    const waiting = { ...wanted, ...Promise.withResolvers<void>() };
    if (wanted.open.stayAlone()) {
      // Nobody begins before its end, so that it does not wait for a backup.
      if (this.#gate.isHeld) throw new RefusedError(othersGoOn);
      void this.#commitAll([waiting]);
      return waiting.promise;
    }
    this.#waiting.add(waiting);
    const turnAway = (why: Error) => {
      if (this.#waiting.delete(waiting)) waiting.reject(why);
    };
    void wanted.stop.wanted.then(() => turnAway(new Error('stopped before its commit')));
    const late = () => {
      // The copy of a backup is waited for as any COMMIT waits for it.
      if (this.#gate.isHeld) timer.refresh();
      else turnAway(new RefusedError(othersGoOn));
    };
    const timer = setTimeout(late, this.#longestWaitMs);
    if (!this.#isLed) void this.#lead();
    try {
      await waiting.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Begins a transaction that is alone from its begin.
   * @param until its end, or as long as others may be kept from beginning
   * @throws RefusedError when others did not end in time
   */
  async beginAlone(
    stop: Pick<StopSwitch, 'isWanted' | 'pause'>,
    until: 'end' | 'others_waited' = 'end',
  ): Promise<OpenTransaction> {
    const aloneMs = until === 'end' ? null : longestAloneMs;
    const giveUpAt = performance.now() + this.#longestWaitMs;
    for (let holdMs = firstHoldMs; ; holdMs = Math.min(2 * holdMs, longestHoldMs)) {
      if (stop.isWanted) throw new Error('stopped before it began');
      const begun = performance.now();
      const open = await this.#transactions.beginAlone(holdMs, () => stop.isWanted, aloneMs);
      if (open) return open;
      if (performance.now() > giveUpAt && !this.#gate.isHeld) throw new RefusedError(othersGoOn);
      await stop.pause(restMs(begun));
    }
  }

  async #lead(): Promise<void> {
    this.#isLed = true;
    let holdMs = firstHoldMs;
    while (this.#waiting.size > 0) {
      const begun = performance.now();
      const letBegin = await this.#keepToThese(holdMs);
      if (letBegin) {
        const all = [...this.#waiting];
        this.#waiting.clear();
        await this.#commitAll(all).finally(letBegin);
        holdMs = firstHoldMs;
      } else {
        holdMs = Math.min(2 * holdMs, longestHoldMs);
        await pause(restMs(begun));
      }
    }
    this.#isLed = false;
  }

  #keepToThese(forMs: number): Promise<(() => void) | null> {
    const isWaiting = (open: OpenTransaction) =>
      [...this.#waiting].some((waiting) => waiting.open === open);
    return this.#transactions.keepTo(isWaiting, forMs);
  }

  async #commitAll(all: readonly Waiting[]): Promise<void> {
    const [first] = all;
    if (!first) return;
    const committed: Waiting[] = [];
    const commit = async () => {
      for (const waiting of all) {
        try {
          await waiting.run();
          committed.push(waiting);
        } catch (error) {
          waiting.reject(error);
        }
      }
      return committed.length > 0;
    };
    try {
      await this.#checkpoints.commitWhole(commit, () => first.giveUp());
      for (const { resolve } of committed) resolve();
    } catch (error) {
      // There could be no note: nothing was begun.
      for (const { reject } of all) reject(error);
    }
  }
}

/** Others go on for as long as they were kept since then. */
function restMs(begun: number): number {
  return Math.max(lookAgainMs, performance.now() - begun);
}

const othersGoOn = {
  code: 'runtime',
  message:
    'This change of the catalog is safe from a crash only where no other statement or transaction of the project is under ' +
    'way, also none that only reads, and some did not end in time. Nothing of it was committed. Submit it again when ' +
    'they have ended.',
} as const;
