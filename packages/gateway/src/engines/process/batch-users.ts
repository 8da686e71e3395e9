import { randomInt } from 'node:crypto';

/** The range that Linux systems set aside for services without an account. */
const firstUid = 61_184;
const lastUid = 65_519;

/** Gives each batch a user of its own, so that none can signal another, or count against its limits. */
export class BatchUsers {
  readonly #taken = new Set<number>();
  /** Another one with each start, so that gateways on one machine hardly ever give the same. */
  #next = randomInt(firstUid, lastUid + 1);

  /** @throws when more batches are alive than there are users */
  take(): number {
    for (let tries = firstUid; tries <= lastUid; tries++) {
      const uid = this.#next;
      this.#next = uid === lastUid ? firstUid : uid + 1;
      if (!this.#taken.has(uid)) return this.keep(uid);
    }
    throw new Error('there are more batches than users for them');
  }

  /** Of a batch that an earlier gateway has begun. */
  keep(uid: number): number {
    this.#taken.add(uid);
    return uid;
  }

  giveBack(uid: number): void {
    this.#taken.delete(uid);
  }
}
