import type { EndedJob, Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ports } from '../ports/ports.ts';
import { Bell } from './bell.ts';

export type Awaited =
  | { readonly kind: 'ended'; readonly job: EndedJob }
  /** The time was up, or the caller left: the job as it is now. */
  | { readonly kind: 'live'; readonly job: Job }
  | { readonly kind: 'unknown' };

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
  using bell = endingOf(ports, jobId);
  const look = async () => {
    const job = await ports.jobs.find(projectId, jobId);
    return job && (await isSeen(job)) ? job : null;
  };
  return await sleepUntilEnded(ports.clock, bell, await look(), look, deadline, left);
}

/**
 * Waits until all of them have ended, at most `timeoutMs` in all.
 * @returns them as they are then; one that is gone by then as it was given
 */
export async function awaitEndings(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  jobs: readonly Job[],
  timeoutMs: number,
  left?: AbortSignal,
): Promise<readonly Job[]> {
  const deadline = ports.clock.steady() + timeoutMs;
  const found: Job[] = [];
  for (const job of jobs) {
    using bell = endingOf(ports, job.id);
    const look = () => ports.jobs.find(job.request.projectId, job.id);
    const known = ports.news.isLatest(job) ? job : await look();
    const awaited = await sleepUntilEnded(ports.clock, bell, known, look, deadline, left);
    found.push(awaited.kind === 'unknown' ? job : awaited.job);
  }
  return found;
}

function endingOf(ports: Pick<Ports, 'news' | 'clock'>, jobId: JobId): Bell<Job, EndedJob> {
  return new Bell(ports, (job) => (job.id === jobId && isEnded(job) ? job : null));
}

/**
 * @param bell was there before the job was looked at
 * @param deadline by the steady clock
 */
async function sleepUntilEnded(
  clock: Pick<Clock, 'steady'>,
  bell: Bell<Job, EndedJob>,
  known: Job | null,
  look: () => Promise<Job | null>,
  deadline: number,
  left?: AbortSignal,
): Promise<Awaited> {
  for (let job = known; job; job = await look()) {
    if (isEnded(job)) return { kind: 'ended', job };
    const remainingMs = deadline - clock.steady();
    if (remainingMs <= 0 || left?.aborted) return { kind: 'live', job };
    const ended = await bell.sleep(left, remainingMs);
    // I1: what has ended never changes, so that the row would say the same.
    if (ended) return { kind: 'ended', job: ended };
  }
  return { kind: 'unknown' };
}
