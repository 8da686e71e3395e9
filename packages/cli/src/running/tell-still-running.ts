import type { Job } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { nounOf, pluralOf } from './noun-of.ts';
import type { Notes } from './notes.ts';

/** Says that the wait is over and the job is not. */
export function tellStillRunning(job: Job, notes: Notes): ExitCode {
  const { id, status } = job;
  const noun = nounOf(job);
  const command = `sluice ${pluralOf(noun)} wait ${id}`;
  notes.say(`${noun} ${id} is ${status}, the wait is over. To wait on: ${command}`);
  return exitCodes.stillRunning;
}
