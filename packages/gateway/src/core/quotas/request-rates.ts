import type { Clock } from '../ports/clock.ts';
import type { ProjectQuotas } from './project-quotas.ts';
import type { OverQuota } from './quota.ts';
import { takeToken, type TokenBucket } from './token-bucket.ts';

/** Keeps each project to its requests per second. The counts live as long as this process. */
export class RequestRates {
  readonly #quotas: ProjectQuotas;
  readonly #clock: Pick<Clock, 'now'>;
  /** One a project: only somebody who may enter a project has a bucket. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(quotas: ProjectQuotas, clock: Pick<Clock, 'now'>) {
    this.#quotas = quotas;
    this.#clock = clock;
  }

  /** Counts one request of the project. Null when it may pass. */
  async take(projectId: string): Promise<OverQuota | null> {
    const { requests_per_second: limit } = await this.#quotas.limitsOf(projectId);
    if (limit === null) return null;
    const taken = takeToken(this.#buckets.get(projectId) ?? null, limit, this.#clock.now());
    this.#buckets.set(projectId, taken.bucket);
    if (taken.kind === 'taken') return null;
    return {
      quota: 'requests_per_second',
      limit,
      used: limit,
      retryAfterS: Math.ceil(taken.waitMs / 1_000),
    };
  }
}
