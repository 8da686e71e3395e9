import { Gate } from '../gate.ts';

/**
 * Where everything that changes the database file passes: a COMMIT, a checkpoint. While it is held,
 * the file and its write-ahead file stay as they are, and can be copied; statements go on up to
 * their COMMIT.
 */
export class CommitGate extends Gate {
  #isHeld = false;
  #timer: NodeJS.Timeout | undefined;

  /** By whoever copies the database. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Holds the gate for `forMs` at most, and returns when nobody is inside. */
  async hold(forMs: number): Promise<void> {
    while (this.opening) await this.opening;
    this.#isHeld = true;
    const emptied = this.close();
    this.holdOn(forMs);
    await emptied;
  }

  /**
   * I9: whoever holds it has to say so again in time, or everybody goes on.
   * @throws when it is not held any more: commits have passed since
   */
  holdOn(forMs: number): void {
    if (!this.#isHeld) throw new Error('the hold of the database has run out');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.letGo(), forMs);
  }

  letGo(): void {
    clearTimeout(this.#timer);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.open();
  }
}
