import type { Job } from '@sluice/client';

/** What a command is about: every batch is a job, and is called by its own name. */
export type Noun = 'job' | 'batch';

export function nounOf({ kind }: Pick<Job, 'kind'>): Noun {
  return kind === 'batch' ? 'batch' : 'job';
}

export function pluralOf(noun: Noun): string {
  return noun === 'batch' ? 'batches' : 'jobs';
}

/** What it says that it does: the text that a search looks through. */
export function textOf(noun: Noun): string {
  return noun === 'batch' ? 'command' : 'statement';
}
