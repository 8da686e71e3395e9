import type { Job } from '../job/job.ts';
import { isEnded, leaseTokenOf } from '../job/job.ts';
import type { Held } from '../job/receipt.ts';
import { type JobEvent, type Move, transition } from '../job/transition.ts';
import type { Step } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';

/** A write of the runner was refused: another gateway holds the job now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** What happened to a job, and when. */
export interface Happened {
  readonly event: JobEvent;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Applies what happened to a job that this runner drives, however often the job moves meanwhile, and tells of
 * what moved along with it.
 * @param happened one event, or two of which the first is not written yet: both are written at once
 * @param extras what is written with the move, from the job as it is then
 * @throws LeaseLostError when the job is no longer this runner's
 */
export async function moveJob(
  ports: Pick<Ports, 'jobs' | 'news'>,
  driven: Job,
  leaseToken: number,
  happened: readonly [Happened, Happened?],
  extras: (before: Job, after: Job) => Pick<Step, 'receipt' | 'released'> = () => ({}),
): Promise<Move> {
  let before = driven;
  for (;;) {
    const { move, through } = decide(before, happened);
    if (move.kind !== 'moved') return move;
    const after = move.job;
    const step = { before, through, after, fence: leaseToken, ...extras(before, after) };
    const committed = await ports.jobs.commit(step);
    if (committed.kind === 'committed') {
      if (through) ports.news.publish(through);
      for (const { after: other } of committed.along) ports.news.publish(other);
      return move;
    }
    before = await readOwn(ports, before, leaseToken);
  }
}

function decide(
  job: Job,
  [first, second]: readonly [Happened, Happened?],
): { readonly move: Move; readonly through: Job | null } {
  const move = transition(job, first.event, first.at);
  if (!second || move.kind === 'refused') return { move, through: null };
  const through = move.kind === 'moved' ? move.job : null;
  return { move: transition(move.job, second.event, second.at), through };
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
  return (await readOwnHolding(ports, driven, leaseToken)).job;
}

/** Likewise, with what it holds. */
export async function readOwnHolding(
  ports: Pick<Ports, 'jobs'>,
  driven: Job,
  leaseToken: number,
): Promise<{ readonly job: Job; readonly holdings: readonly Held[] }> {
  const read = await ports.jobs.refreshHolding(driven);
  const isOwn = read && (isEnded(read.job) || leaseTokenOf(read.job) === leaseToken);
  if (!isOwn) throw new LeaseLostError(`job ${driven.id} is driven by another gateway`);
  return read;
}
