import type { CancelIntent } from '../job/cancel-intent.ts';
import type { EndedJob, Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import { neverBegan } from '../job/receipt-of.ts';
import { transition } from '../job/transition.ts';
import type { Ports } from '../ports/ports.ts';

export interface CancelWish extends Omit<CancelIntent, 'at'> {
  /**
   * When it was asked, in milliseconds since the epoch; absent: when it is carried out. Of many who ask at once one
   * is the first, and what was stopped since then was stopped for the others, too.
   */
  readonly askedAt?: number;
}

/** What of a wish is kept. */
export function toIntent({ askedAt: _askedAt, ...wish }: CancelWish, at: number): CancelIntent {
  return { ...wish, at };
}

export type RequestCancelAnswer =
  /** The wish is durable (I2). A job that never began has ended already. */
  | { readonly kind: 'accepted'; readonly job: Job }
  | { readonly kind: 'already_ended'; readonly job: EndedJob }
  /** Maintenance: it ends by itself. */
  | { readonly kind: 'not_cancellable'; readonly job: Job }
  | { readonly kind: 'unknown' };

/** Writes the wish to stop and the move it makes, in one transaction. Waits for nothing else. */
export async function requestCancel(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  jobId: JobId,
  wish: CancelWish,
): Promise<RequestCancelAnswer> {
  const { askedAt = ports.clock.now() } = wish;
  for (;;) {
    const before = await ports.jobs.find(projectId, jobId);
    if (!before) return { kind: 'unknown' };
    if (isEnded(before)) {
      return {
        kind: wasCancelledSince(before, askedAt, ports.news.toldAt(jobId))
          ? 'accepted'
          : 'already_ended',
        job: before,
      };
    }

    const now = ports.clock.now();
    const intent = toIntent(wish, now);
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

/** An ending bears the time at which it was to be written, and is seen when it is told. */
function wasCancelledSince(
  { state: { ending, endedAt } }: EndedJob,
  askedAt: number,
  toldAt: number | null,
): boolean {
  return ending.how === 'cancelled' && isSeenSince(askedAt, endedAt, toldAt);
}

/** Whether an end was seen when this was asked, or later. */
export function isSeenSince(askedAt: number, endedAt: number, toldAt: number | null): boolean {
  return Math.max(endedAt, toldAt ?? endedAt) >= askedAt;
}
