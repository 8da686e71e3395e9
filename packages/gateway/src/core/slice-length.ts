/** A slice that took longer is followed by a shorter one. Who writes twice, one after the other, may wait for two, and has 50 ms in all. */
const longestMs = 15;
/** One that took less by half or more is followed by a longer one: each costs a commit. */
const shortMs = longestMs / 2;

/**
 * How many things are done together before others have their turn: as many as the machine does in the
 * time for one slice, however busy it is and whatever they are. It doubles and halves, so that there
 * are few lengths and the store has a statement ready for each.
 */
export class SliceLength {
  readonly #least: number;
  readonly #most: number;
  #now: number;

  constructor({ least, most }: { readonly least: number; readonly most: number }) {
    this.#least = least;
    this.#most = most;
    this.#now = least;
  }

  get now(): number {
    return this.#now;
  }

  /** Notes how long the slice of this length took. */
  took(ms: number): void {
    if (ms > longestMs) this.#now = Math.max(this.#least, this.#now / 2);
    else if (ms < shortMs) this.#now = Math.min(this.#most, this.#now * 2);
  }
}
