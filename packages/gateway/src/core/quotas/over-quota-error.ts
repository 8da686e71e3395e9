import type { OverQuota } from './quota.ts';

/** A request is over a quota of its project before any route has looked at it. */
export class OverQuotaError extends Error {
  override readonly name = 'OverQuotaError';
  readonly over: OverQuota;

  constructor(over: OverQuota) {
    super(`over the quota ${over.quota}`);
    this.over = over;
  }
}
