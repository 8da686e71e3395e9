import { AbortedError, type CancelByKeyVerdict, type CancelOptions } from '@sluice/client';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { describeEnding } from './describe-ending.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';

/** Asks for the stop of one job, by its id or its key. */
export type AskCancel = (options: CancelOptions) => Promise<CancelByKeyVerdict>;

/** A gateway that is just starting again is waited for. */
const patienceMs = 5_000;

/**
 * Carries out a Ctrl-C: asks for the stop, and says what became of it, which is the exit code too.
 * A second Ctrl-C leaves at once; the stop goes on.
 * @param follow the command that shows what becomes of the job
 */
export async function stopJob(
  askCancel: AskCancel,
  follow: string,
  interrupts: Interrupts,
  notes: Notes,
): Promise<ExitCode> {
  notes.begin('stopping…');
  try {
    return tell(await askCancel({ patienceMs, signal: interrupts.second }), follow, notes);
  } catch (error) {
    const reason = error instanceof AbortedError ? '' : `: ${describeError(error).message}`;
    notes.say(` not confirmed${reason}`);
    notes.say(`To see what became of it: ${follow}`);
    return exitCodes.notConfirmed;
  }
}

function tell(verdict: CancelByKeyVerdict, follow: string, notes: Notes): ExitCode {
  switch (verdict.kind) {
    case 'cancelled':
      notes.say(` confirmed in ${verdict.confirmedInMs} ms`);
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
  }
}
