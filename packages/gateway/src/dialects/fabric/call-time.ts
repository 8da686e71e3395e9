import type { Clock } from '../../core/ports/clock.ts';

/** The time that a call may take before it answers as far as it has come. */
export class CallTime {
  readonly seconds: number;
  readonly #clock: Clock;
  readonly #deadline: number;

  constructor(clock: Clock, ms: number) {
    this.seconds = ms / 1_000;
    this.#clock = clock;
    this.#deadline = clock.steady() + ms;
  }

  get remainingMs(): number {
    return Math.max(0, this.#deadline - this.#clock.steady());
  }
}
