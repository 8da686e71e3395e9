import type { EndingWord } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';

/** The words that a statement of ours wears in this dialect (dli-api.md 3.0.5). */
export type StatementWord =
  | 'waiting'
  | 'running'
  | 'available'
  | 'error'
  | 'cancelling'
  | 'cancelled';

/** The state of a statement as this dialect says it. */
export function toStatementWord({ state }: Job): StatementWord {
  switch (state.status) {
    case 'queued':
    case 'launching':
      return 'waiting';
    case 'running':
      return 'running';
    case 'cancelling':
      // I3: a stop that is only wanted is not yet `cancelled`.
      return 'cancelling';
    case 'ended':
      return endingWords[state.ending.how];
  }
}

const endingWords: Record<EndingWord, StatementWord> = {
  succeeded: 'available',
  // Its output says that it failed.
  failed: 'available',
  cancelled: 'cancelled',
  lost: 'error',
};
