import type { EndedJob, Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';

export type Awaited =
  | { readonly kind: 'ended'; readonly job: EndedJob }
  /** The time was up, or the caller left: the job as it is now. */
  | { readonly kind: 'live'; readonly job: Job }
  | { readonly kind: 'unknown' };

/** How often the row is read again although no news came (I9: news is a hint). */
const lookAgainMs = 1_000;

/**
 * Waits until the job has ended, at most `timeoutMs`.
 * @param isSeen whether the caller may know of the job; one that he may not is unknown (I10)
 */
export async function awaitEnding(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  jobId: JobId,
  timeoutMs: number,
  left?: AbortSignal,
  isSeen: (job: Job) => Promise<boolean> = async () => true,
): Promise<Awaited> {
  const deadline = ports.clock.steady() + timeoutMs;
  for (;;) {
    const heard = new AbortController();
    let ended: EndedJob | null = null;
    const unsubscribe = ports.news.subscribe((job) => {
      if (job.id !== jobId || !isEnded(job)) return;
      ended = job;
      // A reason that is given costs no stack trace.
      heard.abort(null);
    });
    try {
      // Subscribed before the read, so that an ending between the two is not missed.
      const job = await ports.jobs.find(projectId, jobId);
      if (!job || !(await isSeen(job))) return { kind: 'unknown' };
      if (isEnded(job)) return { kind: 'ended', job };
      const remainingMs = deadline - ports.clock.steady();
      if (remainingMs <= 0 || left?.aborted) return { kind: 'live', job };
      const wake = left ? AbortSignal.any([heard.signal, left]) : heard.signal;
      await ports.clock.sleep(Math.min(remainingMs, lookAgainMs), wake);
      // I1: what has ended never changes, so that the row would say the same.
      if (ended) return { kind: 'ended', job: ended };
    } finally {
      unsubscribe();
    }
  }
}
