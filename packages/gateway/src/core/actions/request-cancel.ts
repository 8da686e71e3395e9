import type { CancelIntent } from '../job/cancel-intent.ts';
import type { EndedJob, Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import { neverBegan } from '../job/receipt-of.ts';
import { transition } from '../job/transition.ts';
import type { Ports } from '../ports/ports.ts';

export type CancelWish = Omit<CancelIntent, 'at'>;

export type RequestCancelAnswer =
  /** The wish is durable (I2). A job that never began has ended already. */
  | { readonly kind: 'accepted'; readonly job: Job }
  | { readonly kind: 'already_ended'; readonly job: EndedJob }
  /** Maintenance: it ends by itself. */
  | { readonly kind: 'not_cancellable'; readonly job: Job }
  | { readonly kind: 'unknown' };

/**
 * Writes the wish to stop and the move it makes, in one transaction. Waits for nothing else.
 * @param askedAt when the caller asked, in milliseconds since the epoch; a job that was cancelled
 *   after that was cancelled for him, too
 */
export async function requestCancel(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  jobId: JobId,
  wish: CancelWish,
  askedAt: number = ports.clock.now(),
): Promise<RequestCancelAnswer> {
  for (;;) {
    const before = await ports.jobs.find(projectId, jobId);
    if (!before) return { kind: 'unknown' };
    if (isEnded(before)) {
      return {
        kind: wasCancelledSince(before, askedAt) ? 'accepted' : 'already_ended',
        job: before,
      };
    }

    const now = ports.clock.now();
    const intent: CancelIntent = { ...wish, at: now };
    const move = transition(before, { kind: 'cancel_wanted', intent }, now);
    if (move.kind === 'kept') return { kind: 'accepted', job: move.job };
    if (move.kind === 'refused') {
      if (move.because === 'not_cancellable') return { kind: 'not_cancellable', job: before };
      continue;
    }

    const receipt = isEnded(move.job) ? { receipt: neverBegan(jobId, intent) } : {};
    const step = { before, after: move.job, fence: null, ...receipt };
    // Stale: the job moved while we looked. Read again, decide again.
    const committed = await ports.jobs.commit(step);
    if (committed.kind === 'stale') continue;
    ports.news.publish(move.job);
    for (const { after } of committed.along) ports.news.publish(after);
    return { kind: 'accepted', job: move.job };
  }
}

/** Of many who ask at once one is the first, and the wishes of the others are carried out by it. */
function wasCancelledSince({ state }: EndedJob, askedAt: number): boolean {
  return state.ending.how === 'cancelled' && state.endedAt >= askedAt;
}
