interface Waiter {
  readonly rank: () => number;
  readonly begin: () => void;
}

/** Lets a few work at once. */
export class Turns {
  #free: number;
  readonly #waiting: Waiter[] = [];

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /**
   * @param rank whoever has the lowest is next, of equals who came first; asked whenever somebody is through
   */
  async take<T>(work: () => Promise<T>, rank = () => 0): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((begin) => this.#waiting.push({ rank, begin }));
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next) next.begin();
      else this.#free += 1;
    }
  }

  #next(): Waiter | undefined {
    const ranks = this.#waiting.map(({ rank }) => rank());
    const first = ranks.indexOf(Math.min(...ranks));
    return this.#waiting.splice(first, 1)[0];
  }
}
