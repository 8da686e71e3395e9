import type { JobId } from '../job/job.ts';

/**
 * Takes rows away whose time is over. Each call is one small slice, so that no other write waits for
 * it; each is fenced, and none touches a job that has not ended. Times are milliseconds since the epoch.
 */
export interface RetentionStore {
  /**
   * Marks results as expired whose jobs ended at `before` or earlier. Rows that lie with an engine are
   * remembered until `noteRemoved`.
   * @returns how many; fewer than `limit` when no more are left
   */
  expireResults(leaseToken: number, before: number, limit: number): Promise<number>;
  /**
   * Expired results whose rows an engine still has, by job id.
   * @param after the last one of the slice before, empty at first
   */
  resultsToRemove(after: JobId, limit: number): Promise<readonly ResultToRemove[]>;
  noteRemoved(leaseToken: number, jobIds: readonly JobId[]): Promise<void>;

  /**
   * Takes away jobs that ended at `before` or earlier, with all that belongs to them. One whose key
   * still counts stays (I12), and one whose result an engine still has.
   * @param after null at first; then what the slice before answered
   * @returns where the next slice begins; null when no more are left
   */
  deleteJobs(
    leaseToken: number,
    times: { readonly before: number; readonly now: number },
    after: JobPlace | null,
    limit: number,
  ): Promise<JobPlace | null>;

  /**
   * Takes events away that happened at `before` or earlier, oldest first.
   * @returns where the next slice begins; null when no more are left
   */
  deleteEvents(
    leaseToken: number,
    times: { readonly before: number; readonly now: number },
    place: SlicePlace,
  ): Promise<number | null>;

  /** As `deleteEvents`, of the records of the audit. */
  deleteAudit(
    leaseToken: number,
    times: { readonly before: number; readonly now: number },
    place: SlicePlace,
  ): Promise<number | null>;

  /** Takes away sessions that ended at `before` or earlier; their statements stay. @returns how many */
  deleteSessions(leaseToken: number, before: number, limit: number): Promise<number>;

  /** Takes away keys, tombstones and tokens that have run out. @returns how many */
  deleteRunOut(leaseToken: number, now: number, limit: number): Promise<number>;

  /** What these jobs may still need of all that carries their names; one that is not named needs nothing. */
  needsOf(jobIds: readonly JobId[]): Promise<ReadonlyMap<JobId, JobNeeds>>;
}

export interface ResultToRemove {
  readonly jobId: JobId;
  readonly projectId: string;
  readonly engine: string;
}

/** `all`: it has not ended. `result`: it has, and its rows lie with its engine. */
export type JobNeeds = 'all' | 'result';

/** A slice of numbered rows. */
export interface SlicePlace {
  /** The number of the last row that was looked at, 0 at first. */
  readonly after: number;
  readonly limit: number;
}

export interface JobPlace {
  readonly endedAt: number;
  readonly seq: number;
}
