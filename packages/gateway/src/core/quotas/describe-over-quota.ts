import type { OverQuota, QuotaName } from './quota.ts';

/** What is over, its limit, what is in use, and what to do, in one text for every dialect. */
export function describeOverQuota({ quota, limit, used }: OverQuota): string {
  return (
    `The project is at its quota ${quota}: ${used} of ${limit} ${units[quota]}. ` +
    `${remedies[quota]} The operator of the server can set a higher quota.`
  );
}

const units: Record<QuotaName, string> = {
  queued_jobs: 'jobs wait in its queues',
  requests_per_second: 'requests in a second',
  results_bytes: 'bytes of results are kept',
};

const remedies: Record<QuotaName, string> = {
  queued_jobs: 'Wait until some of them have started, or cancel some.',
  requests_per_second: 'Send the request again later. A cancel is never refused for this.',
  results_bytes: 'Results are taken away after their time. Until then ask for fewer rows.',
};
