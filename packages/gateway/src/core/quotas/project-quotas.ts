import type { Clock } from '../ports/clock.ts';
import type { QuotaStore, UseOfRows } from '../ports/quota-store.ts';
import type { OverQuota, QuotaLimits, QuotaName } from './quota.ts';
import { RequestRates } from './request-rates.ts';

/** How long what was read counts. Each request needs it, and what this process sets counts at once. */
const keptMs = 5_000;

/** The limits that count for each project, the defaults and what was set for it, and what it uses of them. */
export class ProjectQuotas {
  readonly requests: RequestRates;
  readonly #store: QuotaStore;
  readonly #defaults: QuotaLimits;
  readonly #clock: Pick<Clock, 'now'>;
  /** Hears of each submit and request that was refused for a quota. */
  readonly #refused: (over: OverQuota) => void;
  readonly #known = new Map<string, { readonly limits: QuotaLimits; readonly readAt: number }>();

  constructor(
    store: QuotaStore,
    defaults: QuotaLimits,
    clock: Pick<Clock, 'now'>,
    refused: (over: OverQuota) => void = () => {},
  ) {
    this.#store = store;
    this.#defaults = defaults;
    this.#clock = clock;
    this.#refused = refused;
    this.requests = new RequestRates((projectId) => this.limitsOf(projectId), clock, refused);
  }

  async limitsOf(projectId: string): Promise<QuotaLimits> {
    const now = this.#clock.now();
    const known = this.#known.get(projectId);
    if (known && Math.abs(now - known.readAt) < keptMs) return known.limits;
    const limits = { ...this.#defaults, ...(await this.#store.limitsOf(projectId)) };
    this.#known.set(projectId, { limits, readAt: now });
    return limits;
  }

  async set(
    projectId: string,
    quota: QuotaName,
    limit: number | null | 'default',
  ): Promise<'set' | 'no_project'> {
    const answer = await this.#store.set(projectId, quota, limit);
    this.#known.delete(projectId);
    return answer;
  }

  /** Refuses something because of this. */
  refuse(over: OverQuota): { readonly kind: 'over_quota'; readonly over: OverQuota } {
    this.#refused(over);
    return { kind: 'over_quota', over };
  }

  /** Bytes of all results of the project that are kept. */
  resultBytesOf(projectId: string): Promise<number> {
    return this.#store.resultBytesOf(projectId);
  }

  /** What the project's rows in the state use. */
  useOf(projectId: string): Promise<UseOfRows> {
    return this.#store.useOf(projectId);
  }
}
