import { OverQuotaError } from '../../../core/quotas/over-quota-error.ts';
import type { Room } from '../messages/run-order.ts';

/**
 * The bytes of the results that this host's statements write, so that several at once do not each take
 * the same room: what the gateway counts as kept does not know of them yet.
 */
export class ResultTally {
  /** Of results that were kept, and of those that are being written. */
  #total = 0;
  #underWay = 0;

  /** @param room null is no limit */
  begin(room: Room | null): ResultShare {
    const keptBefore = this.#total - this.#underWay;
    let own = 0;
    const note = (bytes: number) => {
      this.#total += bytes - own;
      this.#underWay += bytes - own;
      own = bytes;
    };
    return {
      note: (bytes) => {
        note(bytes);
        if (!room) return;
        const used = room.used + this.#total - keptBefore;
        if (used <= room.limit) return;
        throw new OverQuotaError({
          quota: 'results_bytes',
          limit: room.limit,
          used,
          retryAfterS: null,
        });
      },
      end: (isKept) => {
        if (!isKept) note(0);
        this.#underWay -= own;
        own = 0;
      },
    };
  }
}

/** One statement's part. */
export interface ResultShare {
  /**
   * Says how large the result is by now.
   * @throws OverQuotaError when there is no room for it
   */
  note(bytes: number): void;
  /** To be called once: from now on the gateway counts it, or it is gone. */
  end(isKept: boolean): void;
}
