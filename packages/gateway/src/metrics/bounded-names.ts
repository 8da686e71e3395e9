/** Stands for all names that came when there were enough. */
const others = '(others)';

/** Lets the first names through and calls all later ones by one name: each name is a series for good. */
export class BoundedNames {
  readonly #most: number;
  readonly #names = new Set<string>();

  constructor(most: number) {
    this.#most = most;
  }

  of(name: string): string {
    if (this.#names.has(name)) return name;
    if (this.#names.size >= this.#most) return others;
    this.#names.add(name);
    return name;
  }
}
