import type { JobId } from '../job/job.ts';

/** What jobs leave with an engine beyond their end, for the sweep to find and take away. */
export interface Remains {
  /** Files and directories that carry a job's name. */
  remnants(): AsyncIterable<Remnant>;
  /** Takes one away, if it is there. Who reads it at the moment reads on. */
  remove(remnant: Remnant): Promise<void>;

  /** Whose things there are. */
  projects(): Promise<readonly string[]>;

  /** A project's jobs with a commit marker, some at a time, as far as they can be read at no great cost. */
  markedJobs(projectId: string): AsyncIterable<readonly JobId[]>;
  removeMarkers(projectId: string, jobIds: readonly JobId[]): Promise<void>;

  /** Shortens a project's logs that grew too long, and takes away what is older than `before`. */
  trimLogs(projectId: string, before: number): Promise<void>;
}

export interface Remnant {
  readonly kind: 'result' | 'unfinished_export';
  readonly projectId: string;
  readonly jobId: JobId;
}
