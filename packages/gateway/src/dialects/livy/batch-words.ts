import type { Job } from '../../core/job/job.ts';

/** The words that batches of ours wear here (livy-api.md 3). Clients poll for ever on any other. */
export type BatchWord = 'starting' | 'running' | 'shutting_down' | 'success' | 'dead' | 'killed';

export function toBatchWord({ state }: Job): BatchWord {
  switch (state.status) {
    case 'queued':
    case 'launching':
      return 'starting';
    case 'running':
      return 'running';
    case 'cancelling':
      return 'shutting_down';
    case 'ended':
      switch (state.ending.how) {
        case 'succeeded':
          return 'success';
        case 'cancelled':
          return 'killed';
        case 'failed':
        case 'lost':
          return 'dead';
      }
  }
}
