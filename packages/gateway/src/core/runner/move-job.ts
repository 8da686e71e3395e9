import type { Job } from '../job/job.ts';
import { type JobEvent, type Move, transition } from '../job/transition.ts';
import type { Step } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';

/** A write of the runner was refused: another gateway holds the job now. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Applies an event to a job that this runner drives, however often the job moves meanwhile.
 * @param extras what is written with the move, from the job as it is then
 * @throws LeaseLostError when the job is no longer this runner's
 */
export async function moveJob(
  ports: Pick<Ports, 'jobs' | 'clock'>,
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
    if ((await ports.jobs.commit(step)) === 'committed') return move;

    const fresh = await ports.jobs.find(before.request.projectId, before.id);
    if (!fresh || leaseTokenOf(fresh) !== leaseToken) {
      throw new LeaseLostError(`job ${before.id} is driven by another gateway`);
    }
    before = fresh;
  }
}

function leaseTokenOf({ state }: Job): number | null {
  return state.status === 'queued' || state.status === 'ended' ? null : state.leaseToken;
}
