/** What was measured counts so long, and ten times as long as it took: a large bucket takes a while. */
const freshMs = 2_000;

interface Measured {
  /** What lay there, with what was taken since. */
  bytes: number;
  readonly freshUntil: number;
}

/**
 * Keeps the uploads of a project below its quota. What they take counts at once; what others add or
 * delete with the next look. Rather too much is counted than too little, and before anybody is refused
 * for that, it is measured again.
 */
export class BucketUse {
  readonly #measure: (projectId: string) => Promise<number>;
  readonly #known = new Map<string, Measured>();
  readonly #measuring = new Map<string, Promise<Measured>>();
  readonly #taken = new Map<string, number>();

  /** @param measure the bytes of all files of a project, with those on their way */
  constructor(measure: (projectId: string) => Promise<number>) {
    this.#measure = measure;
  }

  /** Takes room for so many bytes. Null when there was; else what is in use. */
  async take(projectId: string, limit: number, bytes: number): Promise<number | null> {
    const used = await this.lacks(projectId, limit, bytes);
    if (used !== null) return used;
    const known = this.#known.get(projectId);
    if (known) known.bytes += bytes;
    this.#taken.set(projectId, (this.#taken.get(projectId) ?? 0) + bytes);
    return null;
  }

  /** Null when there is room for so many bytes; else what is in use. Takes none. */
  async lacks(projectId: string, limit: number, bytes: number): Promise<number | null> {
    let known = this.#known.get(projectId);
    const isOld = !known || performance.now() > known.freshUntil;
    if (!known || isOld || known.bytes + bytes > limit) known = await this.#look(projectId);
    return known.bytes + bytes > limit ? known.bytes : null;
  }

  /** Many who ask at once share one look. */
  #look(projectId: string): Promise<Measured> {
    const looking =
      this.#measuring.get(projectId) ??
      this.#lookAnew(projectId).finally(() => this.#measuring.delete(projectId));
    this.#measuring.set(projectId, looking);
    return looking;
  }

  async #lookAnew(projectId: string): Promise<Measured> {
    const begun = performance.now();
    const before = this.#taken.get(projectId) ?? 0;
    const found = await this.#measure(projectId);
    // What came during the look may have been seen or not.
    const meanwhile = (this.#taken.get(projectId) ?? 0) - before;
    const tookMs = performance.now() - begun;
    const measured = {
      bytes: found + meanwhile,
      freshUntil: performance.now() + Math.max(freshMs, 10 * tookMs),
    };
    this.#known.set(projectId, measured);
    return measured;
  }
}
