import type { SluiceClient } from '@sluice/client';
import { exitCodes } from '../exit-codes.ts';
import type { TransferJobFlags } from '../flags/transfer-job-flags.ts';
import { notesFor } from '../running/notes.ts';
import { runJob, type Runnable } from '../running/run-job.ts';
import { tellEnding } from '../running/tell-ending.ts';
import { tellStillRunning } from '../running/tell-still-running.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { writeIdOrJob, writeSubmitted } from './write-submitted.ts';

/** Runs an import or an export, prints the id of its job, or the job, and says what became of it. */
export async function runTransfer(
  context: SluiceContext,
  client: SluiceClient,
  transfer: Runnable,
  flags: TransferJobFlags,
): Promise<void> {
  const notes = notesFor(context, flags.quiet);
  const wish = {
    ...transfer,
    timeoutMs: flags.timeout,
    isAsync: flags.async,
    detachesOnInterrupt: flags.detachOnInterrupt,
    isQuiet: flags.quiet,
  };
  const run = await runJob(context, client, wish, notes);
  switch (run.kind) {
    case 'interrupted':
      context.process.exitCode = run.exitCode;
      return;
    case 'submitted':
      return writeSubmitted(context, flags, run.job);
    case 'live':
      context.process.exitCode = tellStillRunning(run.job, notes);
      return writeIdOrJob(context, flags, run.job);
    case 'ended': {
      const exitCode = tellEnding(run.job, notes);
      // A failure counts also where nobody reads the id; a success only once that is written.
      if (exitCode !== exitCodes.done) context.process.exitCode = exitCode;
      return writeIdOrJob(context, flags, run.job);
    }
  }
}

/** What they say of it in their help. */
export const transferHelp =
  'Waits for the end, and prints the id of the job; with -o, the job. stderr says how it ended. Ctrl-C cancels it and waits ' +
  'until it was seen to stop; a second Ctrl-C leaves at once, and the cancel goes on. With --async it is left to itself: ' +
  'sluice jobs wait ID waits for it.\n\n' +
  'Exit codes: 0 done; 1 it failed, was lost, or somebody else cancelled it; 2 usage; 3 --timeout is over and it goes on; ' +
  '4 no right; 5 finished before the Ctrl-C; 6 stop not confirmed; 130 stopped by Ctrl-C.';
