import { wishedClientLease } from '../job/client-lease.ts';
import type { Job } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import type { OverQuota, QuotaLimits } from '../quotas/quota.ts';
import { type JobKeyTaken, jobKeyTaken } from './key-taken.ts';

export type WriteAnswer =
  | { readonly kind: 'accepted'; readonly job: Job; readonly isNew: boolean }
  | JobKeyTaken
  | { readonly kind: 'no_queue'; readonly queueName: string }
  | { readonly kind: 'over_quota'; readonly over: OverQuota };

/** When to ask again where jobs wait: nobody knows when one starts, and this is no burden. */
const queueRetryS = 5;

/**
 * Writes a new job as queued, and tells the runner. Also where a quota is full the store is asked: a job
 * that is there, or was cancelled, is answered.
 * @param full the quota that has no room for what the job will make
 */
export async function writeQueuedJob(
  ports: Pick<Ports, 'jobs' | 'quotas' | 'news'>,
  job: Job,
  limits: QuotaLimits,
  full: OverQuota | null,
  clientLeaseMs: number | undefined,
): Promise<WriteAnswer> {
  const lease = wishedClientLease(job.submittedAt, clientLeaseMs);
  const submitted = await ports.jobs.submit(job, full ?? limits.queued_jobs, lease);
  switch (submitted.kind) {
    case 'created':
    case 'born_cancelled':
      ports.news.publish(submitted.job);
      return { kind: 'accepted', job: submitted.job, isNew: true };
    case 'repeated':
      return { kind: 'accepted', job: submitted.job, isNew: false };
    case 'key_taken':
      return jobKeyTaken(submitted.job);
    case 'queue_gone':
      return { kind: 'no_queue', queueName: job.request.queueName };
    case 'too_many_queued':
      return ports.quotas.refuse(tooManyQueued(submitted.queued, limits));
    case 'no_room':
      return ports.quotas.refuse(submitted.over);
  }
}

function tooManyQueued(used: number, limits: QuotaLimits): OverQuota {
  return { quota: 'queued_jobs', limit: limits.queued_jobs ?? 0, used, retryAfterS: queueRetryS };
}
