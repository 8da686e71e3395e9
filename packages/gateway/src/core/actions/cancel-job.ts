import type { EndedJob, Job, JobId } from '../job/job.ts';
import { isEnded } from '../job/job.ts';
import type { Ports } from '../ports/ports.ts';
import { awaitEnding } from './await-ending.ts';
import { requestCancel, type CancelWish } from './request-cancel.ts';

/** What became of a cancel. Only `cancelled` is a success. */
export type CancelVerdict =
  /** Seen to stop, and all that it held is back. */
  | { readonly kind: 'cancelled'; readonly job: EndedJob }
  /** It ended otherwise: before the wish came, or while it was on its way. */
  | { readonly kind: 'ended_otherwise'; readonly job: EndedJob }
  /** Not seen to stop in time. The wish is durable and goes on. */
  | { readonly kind: 'not_confirmed'; readonly job: Job }
  /** Maintenance: nobody may stop it, and it goes on. */
  | { readonly kind: 'not_cancellable'; readonly job: Job }
  | { readonly kind: 'unknown' };

/** Asks for the stop and waits, at most `timeoutMs`, until its truth is known. */
export async function cancelJob(
  ports: Pick<Ports, 'jobs' | 'news' | 'clock'>,
  projectId: string,
  jobId: JobId,
  wish: CancelWish,
  timeoutMs: number,
): Promise<CancelVerdict> {
  const asked = await requestCancel(ports, projectId, jobId, wish);
  switch (asked.kind) {
    case 'unknown':
    case 'not_cancellable':
      return asked;
    case 'already_ended':
      // A job cancelled before this call was not cancelled by it.
      return { kind: 'ended_otherwise', job: asked.job };
    case 'accepted': {
      if (isEnded(asked.job)) return verdictOf(asked.job);
      const awaited = await awaitEnding(ports, projectId, jobId, timeoutMs);
      switch (awaited.kind) {
        case 'unknown':
          return awaited;
        case 'live':
          return { kind: 'not_confirmed', job: awaited.job };
        case 'ended':
          return verdictOf(awaited.job);
      }
    }
  }
}

/** Of one that had not ended when the cancel came, whoever else asked for it. */
export function verdictOf(job: EndedJob): CancelVerdict {
  return job.state.ending.how === 'cancelled'
    ? { kind: 'cancelled', job }
    : { kind: 'ended_otherwise', job };
}
