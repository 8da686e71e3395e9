import { describeOverQuota } from '../../core/quotas/describe-over-quota.ts';
import type { OverQuota } from '../../core/quotas/quota.ts';
import { dliRefusal, gatewayRefusal, type Refusal } from './refusal.ts';

/**
 * A quota of the project is used up. Requests that come too fast are throttled by the gateway in front
 * of the service (dli-api.md 2.3); all else is a restriction of the service itself (2.2).
 */
export function overQuota(over: OverQuota): Refusal {
  const message = describeOverQuota(over);
  const refusal =
    over.quota === 'requests_per_second'
      ? gatewayRefusal(429, 'APIGW.0308', `The throttling threshold has been reached: ${message}`)
      : dliRefusal('DLI.0009', message);
  return { ...refusal, ...(over.retryAfterS !== null && { retryAfterS: over.retryAfterS }) };
}
