import type { Job, Session } from '@sluice/client';
import { describeProgress } from '../output/describe-progress.ts';
import { nounOf } from './noun-of.ts';

/** How something stands that somebody waits for. */
export interface Standing {
  /** Such as `job 019…`. */
  readonly what: string;
  /** Of the same thing, it is told anew when this changes. */
  readonly status: string;
  /** The same for who looks on. */
  readonly detail: string;
}

/** Null once it has ended: how is told by who waited, in the words of an ending. */
export function standingOfJob(job: Job): Standing | null {
  if (job.ended_at !== null) return null;
  const { id, status } = job;
  const share = describeProgress(job);
  const detail = share === null ? status : `${status}, ${share}`;
  return { what: `${nounOf(job)} ${id}`, status, detail };
}

/** Null once nobody waits for it any more. */
export function standingOfSession({ id, status }: Session): Standing | null {
  const what = `session ${id}`;
  switch (status) {
    case 'waiting':
      return { what, status, detail: 'waiting for a session place' };
    case 'starting':
      return { what, status, detail: 'session starting' };
    case 'open':
    case 'closing':
    case 'closed':
    case 'failed':
    case 'lost':
      return null;
  }
}
