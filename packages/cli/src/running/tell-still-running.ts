import type { Job } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Notes } from './notes.ts';

/** Says that the wait is over and the job is not. */
export function tellStillRunning({ id, status }: Job, notes: Notes): ExitCode {
  notes.say(`job ${id} is ${status}, the wait is over. To wait on: sluice jobs wait ${id}`);
  return exitCodes.stillRunning;
}
