import type { Job } from '../../core/job/job.ts';
import type { StatusFilter } from '../../core/ports/job-store.ts';

/** Every state of a batch that a client may ask for (dli-api.md 3.0.3). */
export const batchWords = ['starting', 'running', 'recovering', 'success', 'dead'] as const;
export type BatchWord = (typeof batchWords)[number];

const words: Record<StatusFilter, BatchWord> = {
  queued: 'starting',
  launching: 'starting',
  running: 'running',
  cancelling: 'running',
  succeeded: 'success',
  failed: 'dead',
  lost: 'dead',
  cancelled: 'dead',
};

/** The state of a batch as this dialect says it; one that is begun again is `running`. */
export function toBatchWord({ state }: Job): BatchWord {
  return words[state.status === 'ended' ? state.ending.how : state.status];
}

/** What a state stands for; nothing for one that no batch of ours has. */
export function statusesOf(word: BatchWord): readonly StatusFilter[] {
  const statuses = Object.keys(words) as StatusFilter[];
  return statuses.filter((status) => words[status] === word);
}
