import type { Clock } from '../ports/clock.ts';
import type { News } from '../ports/news.ts';

/** How often a waiter looks although no news came (I9: news is a hint). */
const lookAgainMs = 1_000;

/**
 * Rings when there is news of what is meant. Whoever waits for something makes it before he
 * looks at the rows, so that what happens between his look and his sleep is not missed.
 */
export class Bell<T, Meant extends T> implements Disposable {
  #rung: Meant | null = null;
  /** Wakes who sleeps. */
  #wake: AbortController | null = null;
  readonly #clock: Clock;
  readonly #unsubscribe: () => void;

  /** @param pick what has moved, where its news are meant, else null */
  constructor(
    { news, clock }: { readonly news: News<T>; readonly clock: Clock },
    pick: (moved: T) => Meant | null,
  ) {
    this.#clock = clock;
    this.#unsubscribe = news.subscribe((moved) => {
      const meant = pick(moved);
      if (meant === null) return;
      this.#rung = meant;
      // A reason that is given costs no stack trace.
      this.#wake?.abort(null);
    });
  }

  /**
   * Sleeps until it rings, or it is time to look again, or `left` aborts.
   * @returns that by which it has rung since it was armed; null when it has not
   */
  async sleep(left: AbortSignal | undefined, mostMs = lookAgainMs): Promise<Meant | null> {
    if (this.#rung !== null || left?.aborted) return this.#rung;
    const wake = new AbortController();
    const leave = () => wake.abort(null);
    this.#wake = wake;
    left?.addEventListener('abort', leave);
    try {
      await this.#clock.sleep(Math.min(mostMs, lookAgainMs), wake.signal);
    } finally {
      left?.removeEventListener('abort', leave);
      this.#wake = null;
    }
    return this.#rung;
  }

  /** Done before each look but the first. */
  rearm(): void {
    this.#rung = null;
  }

  [Symbol.dispose](): void {
    this.#unsubscribe();
  }
}
