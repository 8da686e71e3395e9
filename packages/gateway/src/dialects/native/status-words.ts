import type { JobStatus } from '@sluice/protocol';
import type { Job } from '../../core/job/job.ts';

/** The word of this dialect for where a job is: its own status, or how it ended. */
export function toStatusWord({ state }: Job): JobStatus {
  return state.status === 'ended' ? state.ending.how : state.status;
}
