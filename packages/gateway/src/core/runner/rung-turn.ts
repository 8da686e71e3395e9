import type { Clock } from '../ports/clock.ts';
import type { Engine, Rung } from '../ports/engine.ts';

/** What can be climbed: an engine with its operations, or with the contexts of sessions. */
export interface Climbed extends Pick<Engine, 'ladder' | 'cancel'> {
  /** Aborts when the waits of the ladder become shorter; another one is there then. Absent: they never do. */
  readonly shortened?: AbortSignal;
}

/** The last one is the last for ever. */
export function rungAt({ ladder }: Climbed, step: number): Rung | undefined {
  return ladder[Math.min(step, ladder.length - 1)];
}

/** When the turn of the rung after this one comes; a ladder that becomes shorter brings it forward. */
export class RungTurn {
  readonly #engine: Climbed;
  readonly #step: number;
  readonly #clock: Clock;
  #shortened: AbortSignal | undefined;
  #until = 0;

  constructor(engine: Climbed, step: number, clock: Clock) {
    this.#engine = engine;
    this.#step = step;
    this.#clock = clock;
    this.#read();
  }

  /** @param over aborts when nobody waits for it any more */
  async comes(over: AbortSignal): Promise<void> {
    for (;;) {
      if (this.#shortened?.aborted) this.#read();
      const shortened = this.#shortened;
      const leftMs = Math.max(0, this.#until - this.#clock.steady());
      await this.#clock.sleep(leftMs, shortened ? AbortSignal.any([over, shortened]) : over);
      if (over.aborted || !shortened?.aborted) return;
    }
  }

  #read(): void {
    this.#shortened = this.#engine.shortened;
    const waitMs = rungAt(this.#engine, this.#step)?.waitMs ?? 0;
    this.#until = this.#clock.steady() + waitMs;
  }
}
