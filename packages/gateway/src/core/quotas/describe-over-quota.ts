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
  sessions: 'sessions have not ended',
  queued_statements: 'statements wait in the session',
  session_statements: 'statements were submitted to the session',
  requests_per_second: 'requests in a second',
  results_bytes: 'bytes of results are kept',
  database_bytes: 'bytes of its database are in use',
  bucket_bytes: 'bytes lie in its bucket',
  temporary_bytes: 'bytes of temporary space are taken by its statements',
};

const remedies: Record<QuotaName, string> = {
  queued_jobs: 'Wait until some of them have started, or cancel some.',
  sessions: 'Close one that is not needed any more.',
  queued_statements: 'Wait until some of them have run, cancel some, or send fewer at once.',
  session_statements: 'Make a new session.',
  requests_per_second: 'Send the request again later. A cancel is never refused for this.',
  database_bytes: 'Make room with DROP, DELETE or TRUNCATE, which are still taken, as are queries.',
  bucket_bytes: 'Delete files of its buckets.',
  temporary_bytes: 'Run fewer statements at once, or smaller ones.',
  results_bytes: 'Results are taken away after their time. Until then ask for fewer rows.',
};
