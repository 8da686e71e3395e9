import { OverQuotaError } from '../../../core/quotas/over-quota-error.ts';
import type { OverQuota } from '../../../core/quotas/quota.ts';
import { directorySize } from '../directory-size.ts';
import type { RunOrder } from '../messages/run-order.ts';
import type { Lake } from './lake.ts';

const lookEveryMs = 200;

/**
 * Keeps a statement that adds to the database or to the bucket below its project's quota: it looks from
 * time to time while the statement runs, and once before its commit.
 */
export class GrowthWatch {
  readonly #order: RunOrder;
  readonly #lake: Lake;
  #timer: NodeJS.Timeout | undefined;
  #over: OverQuota | null = null;

  constructor(order: RunOrder, lake: Lake) {
    this.#order = order;
    this.#lake = lake;
  }

  /** @param stop is called again and again once the statement is over a quota, until `close` */
  start(stop: () => void): void {
    const { database, bucket } = this.#order.room;
    if (!database && !bucket) return;
    const look = async () => {
      this.#over ??= (await this.#databaseOver()) ?? (await this.#fileOver());
      if (this.#over && this.#timer) stop();
    };
    // A look that fails is made again; the last one, before the commit, must not fail.
    this.#timer = setInterval(() => void look().catch(() => {}), lookEveryMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** @throws OverQuotaError when the statement may not be committed */
  async demandRoom(): Promise<void> {
    this.#over ??= (await this.#databaseOver()) ?? (await this.#bucketOver());
    this.refuseIfOver();
  }

  /** @throws OverQuotaError when the statement was seen to be over a quota */
  refuseIfOver(): void {
    if (this.#over) throw new OverQuotaError(this.#over);
  }

  /** Why a statement failed: one that was seen to be over a quota was interrupted for that. */
  causeOf(error: unknown): unknown {
    return this.#over ? new OverQuotaError(this.#over) : error;
  }

  async #databaseOver(): Promise<OverQuota | null> {
    const { database } = this.#order.room;
    if (!database) return null;
    const used = await this.#lake.usedBytes(database.limit);
    return overOf('database_bytes', database.limit, used);
  }

  /** What this statement has written so far, beside what was there when it was planned. */
  async #fileOver(): Promise<OverQuota | null> {
    const { room, copyTo } = this.#order;
    if (!room.bucket || !copyTo) return null;
    const used = room.bucket.used + (await directorySize(copyTo.asideDir));
    return overOf('bucket_bytes', room.bucket.limit, used);
  }

  /** All that is there, so that of several that write at once none passes over the others. */
  async #bucketOver(): Promise<OverQuota | null> {
    const { bucket } = this.#order.room;
    if (!bucket) return null;
    return overOf('bucket_bytes', bucket.limit, await this.#lake.bucket.size());
  }
}

function overOf(
  quota: 'database_bytes' | 'bucket_bytes',
  limit: number,
  used: number,
): OverQuota | null {
  return used > limit ? { quota, limit, used, retryAfterS: null } : null;
}
