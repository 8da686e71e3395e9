import type { Clock } from '../ports/clock.ts';
import type { OverQuota, QuotaLimits } from './quota.ts';
import { refilled, takeToken, type TokenBucket } from './token-bucket.ts';

/** Keeps each project to its requests per second. The counts live as long as this process. */
export class RequestRates {
  readonly #limitsOf: (projectId: string) => Promise<QuotaLimits>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #refused: (over: OverQuota) => void;
  /** One a project: only somebody who may enter a project has a bucket. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(
    limitsOf: (projectId: string) => Promise<QuotaLimits>,
    clock: Pick<Clock, 'now'>,
    refused: (over: OverQuota) => void,
  ) {
    this.#limitsOf = limitsOf;
    this.#refused = refused;
    this.#clock = clock;
  }

  /** Counts one request of the project. Null when it may pass. */
  async take(projectId: string): Promise<OverQuota | null> {
    const { requests_per_second: limit } = await this.#limitsOf(projectId);
    if (limit === null) return null;
    const taken = takeToken(this.#buckets.get(projectId) ?? null, limit, this.#clock.now());
    this.#buckets.set(projectId, taken.bucket);
    if (taken.kind === 'taken') return null;
    const retryAfterS = Math.ceil(taken.waitMs / 1_000);
    const over: OverQuota = { quota: 'requests_per_second', limit, used: limit, retryAfterS };
    this.#refused(over);
    return over;
  }

  /** How many of the requests that may come at once have come; 0 where there is no limit. */
  async usedBy(projectId: string): Promise<number> {
    const { requests_per_second: limit } = await this.#limitsOf(projectId);
    const bucket = this.#buckets.get(projectId);
    if (limit === null || !bucket) return 0;
    return Math.ceil(limit - refilled(bucket, limit, this.#clock.now()));
  }
}
