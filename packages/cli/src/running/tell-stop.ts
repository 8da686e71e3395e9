import { AbortedError, type StopVerdict } from '@sluice/client';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { describeEnding } from './describe-ending.ts';
import type { Notes } from './notes.ts';
import { sessionFate } from './session-fate.ts';

/**
 * Says, behind "stopping…", what became of a Ctrl-C, which is the exit code too.
 * @param follow the command that shows what becomes of the job
 */
export function tellStop(verdict: StopVerdict, follow: string, notes: Notes): ExitCode {
  switch (verdict.kind) {
    case 'cancelled':
      notes.say(` confirmed in ${verdict.confirmedInMs} ms`);
      for (const line of sessionFate(verdict.job, verdict.receipt)) notes.say(line);
      return exitCodes.interrupted;
    case 'awaiting_submit':
      notes.say(' it had not reached the gateway, and will not run');
      return exitCodes.interrupted;
    case 'ended_otherwise':
      notes.say(' finished before the stop');
      notes.say(describeEnding(verdict.job));
      // Not 0: what a script would do next was not wanted any more.
      return verdict.job.status === 'succeeded' ? exitCodes.finishedBefore : exitCodes.failed;
    case 'not_confirmed':
      notes.say(' not confirmed yet: the stop goes on');
      notes.say(`To see what becomes of it: ${follow}`);
      return exitCodes.notConfirmed;
    case 'unanswered': {
      // A second Ctrl-C leaves at once.
      const { error } = verdict;
      const reason = error instanceof AbortedError ? '' : `: ${describeError(error).message}`;
      notes.say(` not confirmed${reason}`);
      notes.say(`To see what became of it: ${follow}`);
      return exitCodes.notConfirmed;
    }
  }
}
