import type { Clock } from '../ports/clock.ts';

/** Less is the ordinary correction of a clock. */
const leastJumpMs = 1_000;
/** So few that no control call waits for more than one slice. */
const longestSlice = 2_000;

/** Limits that count by the clock. */
export interface ClockLimits<Limit extends { readonly countsFrom: number }> {
  /** All that there are, each with when it began to count. */
  read(): Promise<readonly Limit[]>;
  /** Moves these by as much as the clock was set, those apart that have changed since they were read. */
  shift(byMs: number, limits: readonly Limit[]): Promise<void>;
}

/** A shift that is not done yet for these. */
interface OwedShift<Limit> {
  readonly byMs: number;
  readonly limits: Limit[];
}

/**
 * Sees when somebody sets the clock, and lets limits follow: a job that may run for a minute
 * is given a minute, whatever the clock says meanwhile. Time that the machine slept counts as set.
 */
export class ClockWatch<Limit extends { readonly countsFrom: number }> {
  readonly #limits: ClockLimits<Limit>;
  readonly #clock: Clock;
  readonly #sliceLength: number;
  /** In order. What fails is done by the next look, and what is done is not done again. */
  readonly #owed: OwedShift<Limit>[] = [];
  #wall: number;
  #steady: number;

  constructor(limits: ClockLimits<Limit>, clock: Clock, sliceLength = longestSlice) {
    this.#limits = limits;
    this.#clock = clock;
    this.#sliceLength = sliceLength;
    this.#wall = clock.now();
    this.#steady = clock.steady();
  }

  /** @returns the time by which limits may be judged now */
  async look(): Promise<number> {
    const wall = this.#clock.now();
    const steady = this.#clock.steady();
    const passedMs = steady - this.#steady;
    const byMs = Math.round(wall - this.#wall - passedMs);
    if (Math.abs(byMs) >= leastJumpMs) {
      this.#owed.push({ byMs, limits: await this.#begunBefore(wall - passedMs) });
    }
    this.#wall = wall;
    this.#steady = steady;
    await this.#shift();
    return wall;
  }

  /** What began since the last look may have begun by the new clock already. */
  async #begunBefore(since: number): Promise<Limit[]> {
    const limited = await this.#limits.read();
    // Asked after the read: whatever it found by the new clock began by now.
    const until = this.#clock.now();
    return limited.filter(({ countsFrom }) => countsFrom < since || countsFrom > until);
  }

  async #shift(): Promise<void> {
    for (let next = this.#owed[0]; next; next = this.#owed[0]) {
      const slice = next.limits.slice(0, this.#sliceLength);
      if (slice.length > 0) await this.#limits.shift(next.byMs, slice);
      next.limits.splice(0, slice.length);
      if (next.limits.length === 0) this.#owed.shift();
    }
  }
}
