import type { Job } from '../job/job.ts';
import { isEnded, leaseTokenOf } from '../job/job.ts';
import { type JobEvent, type Move, transition } from '../job/transition.ts';
import type { Step } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';

/** A write of the runner was refused: another gateway holds the job now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Applies an event to a job that this runner drives, however often the job moves meanwhile, and tells of
 * what moved along with it.
 * @param extras what is written with the move, from the job as it is then
 * @throws LeaseLostError when the job is no longer this runner's
 */
export async function moveJob(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  driven: Job,
  leaseToken: number,
  event: JobEvent,
  extras: (before: Job, after: Job) => Pick<Step, 'receipt' | 'released'> = () => ({}),
): Promise<Move> {
  let before = driven;
  for (;;) {
    const move = transition(before, event, ports.clock.now());
    if (move.kind !== 'moved') return move;
    const step = { before, after: move.job, fence: leaseToken, ...extras(before, move.job) };
    const committed = await ports.jobs.commit(step);
    if (committed.kind === 'committed') {
      for (const { after } of committed.along) ports.news.publish(after);
      return move;
    }
    before = await readOwn(ports, before, leaseToken);
  }
}

/**
 * Reads a driven job again. An ended one is nobody's: it is given back as it is.
 * @throws LeaseLostError when the job is no longer this runner's
 */
export async function readOwn(
  ports: Pick<Ports, 'jobs'>,
  driven: Job,
  leaseToken: number,
): Promise<Job> {
  const job = await ports.jobs.refresh(driven);
  const isOwn = job && (isEnded(job) || leaseTokenOf(job) === leaseToken);
  if (!isOwn) throw new LeaseLostError(`job ${driven.id} is driven by another gateway`);
  return job;
}
