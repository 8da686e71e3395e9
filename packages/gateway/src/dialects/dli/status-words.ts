import type { EndingWord } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';
import type { StatusFilter } from '../../core/ports/job-store.ts';

/** The words a job of ours can wear in this dialect (dli-api.md 3.0.2). Clients compare by equality. */
export type StatusWord = 'LAUNCHING' | 'RUNNING' | 'FINISHED' | 'FAILED' | 'CANCELLED';

/** The status of a job as this dialect says it. */
export function toStatusWord(job: Job): StatusWord {
  const { state } = job;
  switch (state.status) {
    case 'queued':
    case 'launching':
      return 'LAUNCHING';
    case 'running':
      return 'RUNNING';
    case 'cancelling':
      // I3: a stop that is only wanted is not yet CANCELLED.
      return state.operation === null ? 'LAUNCHING' : 'RUNNING';
    case 'ended':
      return endingWords[state.ending.how];
  }
}

const endingWords: Record<EndingWord, StatusWord> = {
  succeeded: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  lost: 'FAILED',
};

/** What `job-status` of the job list may ask for: the words above, and words no job of ours wears. */
export const statusFilterWords = [
  'LAUNCHING',
  'RUNNING',
  'SCALING',
  'FINISHED',
  'FAILED',
  'CANCELLED',
  'COMPUTED',
  'SUSPENDED',
  'ACTIVE',
  'DELETED',
  'CREATING',
] as const;

export type StatusFilterWord = (typeof statusFilterWords)[number];

/**
 * The statuses behind a word of `job-status`; none behind a word that no job wears. A job that is
 * cancelled while it launches is found under RUNNING, though it says LAUNCHING until it has ended.
 */
export function toStatusFilter(word: StatusFilterWord): readonly StatusFilter[] {
  switch (word) {
    case 'LAUNCHING':
      return ['queued', 'launching'];
    case 'RUNNING':
      return ['running', 'cancelling'];
    case 'FINISHED':
      return ['succeeded'];
    case 'FAILED':
      return ['failed', 'lost'];
    case 'CANCELLED':
      return ['cancelled'];
    case 'SCALING':
    case 'COMPUTED':
    case 'SUSPENDED':
    case 'ACTIVE':
    case 'DELETED':
    case 'CREATING':
      return [];
  }
}
