import { GrowingBytes } from './growing-bytes.ts';

/** Truths that are put together one behind the other, a bit for each, the first one the lowest. */
export class GrowingBits {
  readonly #bytes = new GrowingBytes();
  /** Those of the last byte, which has fewer than eight yet. */
  #begun = 0;
  #begunCount = 0;

  append(count: number, isSet: (at: number) => boolean): void {
    const whole = this.#bytes.reserve((this.#begunCount + count) >> 3);
    let place = 0;
    for (let at = 0; at < count; at++) {
      if (isSet(at)) this.#begun |= 1 << this.#begunCount;
      this.#begunCount += 1;
      if (this.#begunCount < 8) continue;
      whole[place] = this.#begun;
      place += 1;
      this.#begun = 0;
      this.#begunCount = 0;
    }
  }

  take(): Uint8Array {
    if (this.#begunCount > 0) this.#bytes.append(Uint8Array.of(this.#begun));
    this.#begun = 0;
    this.#begunCount = 0;
    return this.#bytes.take();
  }
}
