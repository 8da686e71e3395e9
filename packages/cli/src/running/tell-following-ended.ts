import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';

/** Says why a following ended before what was followed: by Ctrl-C, or since the time is up. */
export function tellFollowingEnded({ first }: Interrupts, notes: Notes): ExitCode {
  if (first.aborted) return exitCodes.interrupted;
  notes.say('the time is up, and it goes on');
  return exitCodes.stillRunning;
}
