/** Others wait for it, such as the cancel for which the former host was killed. */
const allMs = 5_000;

/** How long a host prepares again what sessions had prepared in another one, for all of them together. */
export class PreparingTime {
  #leftMs: number;
  #atOnce = 0;

  constructor(leftMs = allMs) {
    this.#leftMs = leftMs;
  }

  /**
   * Some that prepare at once share the time that goes by.
   * @throws when none is left
   */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    if (this.#leftMs <= 0) throw new Error('there was no time for it');
    const begun = performance.now();
    this.#atOnce += 1;
    try {
      return await work();
    } finally {
      this.#leftMs -= (performance.now() - begun) / this.#atOnce;
      this.#atOnce -= 1;
    }
  }
}
