import type { Ending, Job, JobStatus } from '@sluice/protocol';

/** A job that will never change again. */
export type EndedJob = Job & { readonly status: Ending };

export function hasEnded(job: Job): job is EndedJob {
  return isEnding(job.status);
}

export function isEnding(status: JobStatus): status is Ending {
  switch (status) {
    case 'queued':
    case 'launching':
    case 'running':
    case 'cancelling':
      return false;
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'lost':
      return true;
  }
}
