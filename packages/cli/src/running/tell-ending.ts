import type { EndedJob } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { describeEnding } from './describe-ending.ts';
import type { Notes } from './notes.ts';

/** Says how a job ended that was waited for, which is the exit code too. */
export function tellEnding(job: EndedJob, notes: Notes): ExitCode {
  const line = describeEnding(job);
  if (job.status === 'succeeded') {
    notes.remark(line);
    return exitCodes.done;
  }
  notes.say(line);
  return exitCodes.failed;
}
