/** Bytes that are put together one behind the other. */
export class GrowingBytes {
  #bytes = new Uint8Array(1_024);
  length = 0;

  /** Room for so many more. */
  reserve(count: number): Uint8Array {
    const end = this.length + count;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    const room = this.#bytes.subarray(this.length, end);
    this.length = end;
    return room;
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes);
  }

  /** All of them; from now on there are none. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = new Uint8Array(1_024);
    this.length = 0;
    return taken;
  }
}
