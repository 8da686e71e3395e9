import type { CancelIntent } from '../job/cancel-intent.ts';
import type { JobError } from '../job/ending.ts';
import type { JobId, JobRequest } from '../job/job.ts';
import type { ReleaseCheck } from '../job/receipt.ts';
import type { StatusFilter } from './job-store.ts';

/** What happened to jobs, in the order in which it became durable. Only moves of jobs write it. */
export interface EventFeed {
  extent(): Promise<FeedExtent>;
  /** Events with a greater number than `after`, in order, at most `limit`. */
  read(scope: FeedScope, after: number, limit: number): Promise<readonly JobEvent[]>;
}

/** All jobs of a project, or one of them. */
export interface FeedScope {
  readonly projectId: string;
  readonly jobId: JobId | null;
}

/** What can be read. Numbers are those of all projects together. */
export interface FeedExtent {
  /** The name of this feed. After a restore it is another one: a number of the old one says nothing. */
  readonly epoch: string;
  /** Every event after this number is kept; those up to it may be gone. */
  readonly prunedThrough: number;
  /** The greatest number that was given. */
  readonly newest: number;
}

export interface JobEvent {
  /** Grows from event to event; never given twice. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly jobId: JobId;
  /** Of the job; null once it is no longer kept. */
  readonly job: Pick<JobRequest, 'owner' | 'queueId' | 'queueName'> | null;
  /** The status that the job moved to, or the word of its ending. */
  readonly kind: StatusFilter;
  readonly detail: JobEventDetail;
}

/** What the feed keeps of a move; the job's row has the rest. */
export interface JobEventDetail {
  readonly revision: number;
  readonly intent?: CancelIntent | null;
  readonly error?: JobError;
  readonly rowCount?: number;
  readonly affectedRows?: number | null;
  readonly released: readonly ReleaseCheck[];
}
