import { describeOverQuota } from '../../core/quotas/describe-over-quota.ts';
import type { OverQuota, QuotaName } from '../../core/quotas/quota.ts';
import { type Refusal, type ServiceCode, serviceCodes, serviceRefusal } from './refusal.ts';

/** A quota of the project is used up. Requests that come too fast are throttled by the gateway in front. */
export function overQuota(over: OverQuota): Refusal {
  const message = describeOverQuota(over);
  const refusal: Refusal =
    over.quota === 'requests_per_second'
      ? { httpStatus: 429, code: 'APIG.0308', message }
      : serviceRefusal(codeOf(over.quota), message);
  return { ...refusal, ...(over.retryAfterS !== null && { retryAfterS: over.retryAfterS }) };
}

function codeOf(quota: QuotaName): ServiceCode {
  switch (quota) {
    case 'sessions':
      return serviceCodes.tooManySessions;
    case 'queued_statements':
    case 'session_statements':
      return serviceCodes.tooManyStatements;
    case 'queued_jobs':
    case 'requests_per_second':
    case 'results_bytes':
    case 'database_bytes':
    case 'bucket_bytes':
    case 'temporary_bytes':
      return serviceCodes.overQuota;
  }
}
