import type { Ending, Job } from '@sluice/protocol';

/** A job that will never change again. */
export type EndedJob = Job & { readonly status: Ending };

export function hasEnded(job: Job): job is EndedJob {
  switch (job.status) {
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
