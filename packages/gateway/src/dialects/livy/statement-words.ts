import type { Job } from '../../core/job/job.ts';

/** The words that statements of ours wear here (livy-api.md 3). */
export type StatementWord = 'waiting' | 'running' | 'available' | 'cancelling' | 'cancelled';

/** That a statement failed stands in its output: it is `available` all the same, as with Livy. */
export function toStatementWord({ state }: Job): StatementWord {
  switch (state.status) {
    case 'queued':
    case 'launching':
      return 'waiting';
    case 'running':
      return 'running';
    case 'cancelling':
      // I3: a stop that is only wanted is not yet cancelled.
      return 'cancelling';
    case 'ended':
      return state.ending.how === 'cancelled' ? 'cancelled' : 'available';
  }
}
