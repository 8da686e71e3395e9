import type { StopVerdict } from '../run-job.ts';

/** The caller's signal ended a run, and with it the job was asked to stop: the verdict says what became of that. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
  /** The key of the job's submit; a later `cancelByKey` or `getByKey` finds it by that. */
  readonly key: string;
  readonly verdict: StopVerdict;

  constructor(key: string, verdict: StopVerdict, reason: unknown) {
    super(`the run was aborted: ${describe(verdict)}`, { cause: reason });
    this.key = key;
    this.verdict = verdict;
  }
}

function describe(verdict: StopVerdict): string {
  switch (verdict.kind) {
    case 'cancelled':
      return `job ${verdict.job.id} was seen to stop`;
    case 'ended_otherwise':
      return `job ${verdict.job.id} had ended, ${verdict.job.status}`;
    case 'not_confirmed':
      return `job ${verdict.job.id} was not seen to stop in time; its cancel goes on`;
    case 'awaiting_submit':
      return 'its submit has not come; if it does, the job is born cancelled';
    case 'unanswered':
      return `whether its cancel came is not known (${verdict.error.message})`;
  }
}
