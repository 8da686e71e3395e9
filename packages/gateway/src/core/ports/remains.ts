import type { JobId } from '../job/job.ts';

/** What jobs leave with an engine beyond their end, for the sweep to find and take away. */
export interface Remains {
  /** Files and directories that carry a job's name. */
  remnants(): AsyncIterable<Remnant>;
  /** Takes one away, if it is there. Who reads it at the moment reads on. */
  remove(remnant: Remnant): Promise<void>;

  /** Jobs with a commit marker, some at a time, as far as they can be read at no great cost. */
  markedJobs(): AsyncIterable<MarkedJobs>;
  removeMarkers(marked: MarkedJobs): Promise<void>;

  /** Shortens logs that grew too long, and takes away what is older than `before`. */
  trimLogs(before: number): Promise<void>;
}

export interface Remnant {
  readonly kind: 'result' | 'unfinished_export';
  readonly projectId: string;
  readonly jobId: JobId;
}

export interface MarkedJobs {
  readonly projectId: string;
  readonly jobIds: readonly JobId[];
}
