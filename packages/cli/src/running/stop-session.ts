import { AbortedError, type SluiceClient } from '@sluice/client';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';

/** A gateway that is just starting again is waited for. */
const patienceMs = 5_000;

/**
 * Carries out a Ctrl-C on a session that is not open yet: closes it, and says what became of that,
 * which is the exit code too. A second Ctrl-C leaves at once; the close goes on.
 */
export async function stopSession(
  client: SluiceClient,
  sessionId: string,
  { second: signal }: Interrupts,
  notes: Notes,
): Promise<ExitCode> {
  const follow = `To wait for it: sluice sessions close ${sessionId}`;
  notes.begin('closing…');
  try {
    const verdict = await client.sessions.close(sessionId, { patienceMs, signal });
    switch (verdict.kind) {
      case 'closed':
        notes.say(` confirmed in ${verdict.confirmedInMs} ms`);
        return exitCodes.interrupted;
      case 'ended_otherwise':
        notes.say(` it had ended before: ${verdict.session.status}`);
        return exitCodes.failed;
      case 'not_confirmed':
        notes.say(' not confirmed yet: the close goes on');
        notes.say(follow);
        return exitCodes.notConfirmed;
    }
  } catch (error) {
    const reason = error instanceof AbortedError ? '' : `: ${describeError(error).message}`;
    notes.say(` not confirmed${reason}`);
    notes.say(follow);
    return exitCodes.notConfirmed;
  }
}
