import { describeOverQuota } from '../../core/quotas/describe-over-quota.ts';
import type { OverQuota } from '../../core/quotas/quota.ts';
import { invalid, type Refusal } from './refusal.ts';

/** A quota of the project is used up. Clients send a request again on 429, so where waiting does not help it is 400. */
export function overQuota(over: OverQuota): Refusal {
  const msg = describeOverQuota(over);
  const { retryAfterS } = over;
  return retryAfterS === null ? invalid(msg) : { status: 429, msg, retryAfterS };
}
