import { describeOverQuota } from '../../core/quotas/describe-over-quota.ts';
import { isInBytes, type OverQuota } from '../../core/quotas/quota.ts';
import type { Refusal } from './refusal.ts';

/** A quota of the project is used up: which, its limit, what is in use; and when waiting helps. */
export function overQuota(over: OverQuota): Refusal {
  const { quota, limit, used, retryAfterS } = over;
  return {
    code: isInBytes(quota) ? 'storage_full' : 'quota_exceeded',
    detail: describeOverQuota(over),
    about: { quota, limit, used },
    ...(retryAfterS !== null && { retryAfterS }),
  };
}
