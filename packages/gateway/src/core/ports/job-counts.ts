import type { JobStatus } from '../job/job.ts';
import type { SessionStatus } from '../session/session.ts';

/** How many jobs wait and are live, from counts and indexes of live rows: whatever has ended costs nothing. */
export interface JobCounts {
  /** Every queue, also those without jobs. Queues of one name in several projects are counted together. */
  count(): Promise<readonly QueueCounts[]>;
  /** The same of sessions. */
  countSessions(): Promise<readonly QueueSessionCounts[]>;
}

export interface QueueSessionCounts {
  readonly queueName: string;
  readonly sessions: Readonly<Record<Exclude<SessionStatus, 'ended'>, number>>;
}

export interface QueueCounts {
  readonly queueName: string;
  readonly jobs: Readonly<Record<Exclude<JobStatus, 'ended'>, number>>;
}
