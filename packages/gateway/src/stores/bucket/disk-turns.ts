/**
 * Lets few touch the disk at once, in the order in which they came. The threads of the process that
 * wait for the disk are few, and others need them too: however many files come and go, a control call
 * never waits for more than these (I9).
 */
export class DiskTurns {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  async take<Outcome>(act: () => Promise<Outcome>): Promise<Outcome> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
