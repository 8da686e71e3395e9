import type { EndingWord } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';
import type { StatusFilter } from '../../core/ports/job-store.ts';

/** The states of an execution record (fabric-api.md 7.1). */
export const recordWords = [
  'SUBMITTED',
  'RUNNING',
  'SUCCESSFUL',
  'FAILED',
  'CANCELED',
  'ERROR',
] as const;
export type RecordWord = (typeof recordWords)[number];

export function toRecordWord({ state }: Job): RecordWord {
  switch (state.status) {
    case 'queued':
    case 'launching':
      return 'SUBMITTED';
    case 'running':
      return 'RUNNING';
    case 'cancelling':
      // I3: a stop that is only wanted is not yet CANCELED.
      return state.operation === null ? 'SUBMITTED' : 'RUNNING';
    case 'ended':
      return endingWords[state.ending.how];
  }
}

const endingWords: Record<EndingWord, RecordWord> = {
  succeeded: 'SUCCESSFUL',
  failed: 'FAILED',
  cancelled: 'CANCELED',
  lost: 'ERROR',
};

/**
 * The statuses behind a word. A statement that is cancelled while it launches is found under RUNNING,
 * though it says SUBMITTED until it has ended.
 */
export function toRecordFilter(word: RecordWord): readonly StatusFilter[] {
  switch (word) {
    case 'SUBMITTED':
      return ['queued', 'launching'];
    case 'RUNNING':
      return ['running', 'cancelling'];
    case 'SUCCESSFUL':
      return ['succeeded'];
    case 'FAILED':
      return ['failed'];
    case 'CANCELED':
      return ['cancelled'];
    case 'ERROR':
      return ['lost'];
  }
}
