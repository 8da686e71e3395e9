import { decoyHash, verifyPassword } from './password.ts';

const checksAtOnce = 2;
const longestQueue = 32;

/** Each check keeps a thread busy for about 0.2 s: few run at once, and not many wait. */
export class PasswordChecks {
  readonly #decoy = decoyHash();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /**
   * @param stored null when there is no such user: the check takes as long and fails
   * @returns null when too many are waiting already
   */
  async verify(password: string, stored: string | null): Promise<boolean | null> {
    if (this.#running >= checksAtOnce) {
      if (this.#waiting.length >= longestQueue) return null;
      // Whoever ends gives his place to the one who wakes.
      await new Promise<void>((wake) => this.#waiting.push(wake));
    } else {
      this.#running++;
    }
    try {
      return await verifyPassword(password, stored ?? this.#decoy);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
