import type { JobError } from '../../core/job/ending.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { OutOfReach } from '../../core/ports/engine.ts';
import type { BatchEnd } from './batch-process.ts';
import type { InitRecord, ProgramExit } from './init-record.ts';

/**
 * What a batch was seen to have done. One that was told to end has stopped, unless it ended with status
 * 0 and had no handler for the signal: then it had finished. What one that has a handler means by a 0
 * nobody can see; it is taken for obedience.
 */
export function judgeBatch({ record, rungs, diskFullAt }: BatchEnd): Observed | OutOfReach {
  const { exit } = record;
  if (exit === null) {
    return rungs.some(({ rung }) => rung === 'kill')
      ? { kind: 'stopped' }
      : { kind: 'out_of_reach', error: nobodySaw };
  }
  if (rungs.length > 0 && hasObeyed(record, exit)) return { kind: 'stopped' };
  return exit.status === 0 ? succeeded : { kind: 'failed', error: failureOf(exit, diskFullAt) };
}

function hasObeyed({ wasToldToEnd, hasCaughtTerm }: InitRecord, { status }: ProgramExit): boolean {
  return status === 0 ? hasCaughtTerm : wasToldToEnd;
}

function failureOf({ status, signal }: ProgramExit, diskFullAt: number | null): JobError {
  const how = signal === null ? `with status ${status}` : `by ${signal}`;
  const why = (signal !== null && limits[signal]) || 'What it wrote to stderr may say why.';
  const log = diskFullAt === null ? '' : ` ${logIncomplete(diskFullAt)}`;
  return { code: 'program', message: `The program ended ${how}. ${why}${log}`, exitStatus: status };
}

function logIncomplete(at: number): string {
  return `Log incomplete: disk full, first seen ${new Date(at).toISOString()}.`;
}

const limits: Readonly<Record<string, string>> = {
  SIGXCPU: 'It used more processor time than the queue allows.',
  SIGXFSZ: 'It wrote a file that is larger than the queue allows.',
};

const succeeded: Observed = {
  kind: 'succeeded',
  result: { columns: [], rowCount: 0, affectedRows: null, rows: { at: 'none' } },
};

const nobodySaw: JobError = {
  code: 'engine',
  message:
    'The process that watched over the batch was killed, and nobody saw how the program ended. No ' +
    'process of it is left.',
};
