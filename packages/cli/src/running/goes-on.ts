import type { Job } from '@sluice/client';
import { nounOf, pluralOf } from './noun-of.ts';

/** That a job is left to itself, as a line for a person. */
export function goesOn(job: Pick<Job, 'id' | 'kind'>): string {
  const noun = nounOf(job);
  return `${noun} ${job.id} goes on. To wait for it: sluice ${pluralOf(noun)} wait ${job.id}`;
}
