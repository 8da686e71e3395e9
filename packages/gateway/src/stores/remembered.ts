/** So many findings are remembered; beyond that all are read again. */
const capacity = 1_000;

/**
 * Remembers what was found, since each request asks for it. Whatever changes it goes through `changing`, and
 * whoever hears that it is done finds it anew from then on: so it is for stores that one process has to itself.
 */
export class Remembered {
  readonly #known = new Map<string, Promise<unknown>>();

  /** @param kind keeps apart what has the same names */
  finding<Names extends readonly string[], Found>(
    kind: string,
    find: (...names: Names) => Promise<Found>,
  ): (...names: Names) => Promise<Found> {
    return (...names) => {
      const key = [kind, ...names].join('\n');
      const remembered = this.#known.get(key);
      if (remembered) return remembered as Promise<Found>;
      const finding = find(...names);
      if (this.#known.size >= capacity) this.#known.clear();
      this.#known.set(key, finding);
      const forget = () => this.#known.get(key) === finding && this.#known.delete(key);
      // What is not there may be soon, and there is no end of wrong names.
      finding.then((found) => found === null && forget(), forget);
      return finding;
    };
  }

  changing<Order extends readonly unknown[], Answer>(
    change: (...order: Order) => Promise<Answer>,
  ): (...order: Order) => Promise<Answer> {
    return async (...order) => {
      try {
        return await change(...order);
      } finally {
        this.forget();
      }
    };
  }

  forget(): void {
    this.#known.clear();
  }
}
