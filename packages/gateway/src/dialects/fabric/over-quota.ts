import { describeOverQuota } from '../../core/quotas/describe-over-quota.ts';
import type { OverQuota } from '../../core/quotas/quota.ts';
import { type Refusal, serviceCodes, serviceRefusal } from './refusal.ts';

/** A quota of the project is used up. Requests that come too fast are throttled by the gateway in front. */
export function overQuota(over: OverQuota): Refusal {
  const message = describeOverQuota(over);
  const refusal: Refusal =
    over.quota === 'requests_per_second'
      ? { httpStatus: 429, code: 'APIG.0308', message }
      : serviceRefusal(serviceCodes.overQuota, message);
  return { ...refusal, ...(over.retryAfterS !== null && { retryAfterS: over.retryAfterS }) };
}
