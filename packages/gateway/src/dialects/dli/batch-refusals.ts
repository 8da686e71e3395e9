import type { SubmitAnswer } from '../../core/actions/submit-job.ts';
import type { EndedJob, Job } from '../../core/job/job.ts';
import { toBatchWord } from './batch-words.ts';
import { noQueue } from './job-refusals.ts';
import { overQuota } from './over-quota.ts';
import { dliRefusal, invalid, type Refusal } from './refusal.ts';

/** I10: the same words for a batch that never was and for one of another project (dli-api.md 3.0.1). */
export function unknownBatch(batchId: string): Refusal {
  return dliRefusal('DLI.0002', `There is no batch with id ${batchId}`);
}

/** A try that it has not had, counted from 0. */
export function noTry(job: Job, index: string): Refusal {
  return dliRefusal(
    'DLI.0002',
    `The batch ${job.id} has no try ${index}; they are counted from 0.`,
  );
}

/** Nothing was made. */
export function batchRefused(answer: Exclude<SubmitAnswer, { kind: 'accepted' }>): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return noQueue(answer.queueName);
    case 'refused':
      if (answer.isMissing === true) return dliRefusal('DLI.0002', answer.error.message);
      return answer.error.code === 'not_supported' || answer.error.code === 'semantic'
        ? invalid(answer.error.message)
        : dliRefusal('DLI.0012', answer.error.message);
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
      throw new Error('a batch of this dialect has no key, and one was taken');
  }
}

/** A batch that ended before the cancel, or meanwhile, with its true ending (dli-api.md 3.2.6). */
export function batchEnded(job: EndedJob): Refusal {
  const { how } = job.state.ending;
  const truly =
    how === 'lost'
      ? ' (it is lost: its engine could not be reached, so what became of it is not known)'
      : ` (it ${how === 'cancelled' ? 'was cancelled' : how})`;
  return dliRefusal(
    'DLI.0007',
    `The batch ${job.id} is in state ${toBatchWord(job)} and cannot be cancelled${truly}.`,
  );
}

/** A cancel that was not seen to be done in time. It is on record and goes on (I2, I3). */
export function batchCancelNotConfirmed(job: Job, timeoutMs: number): Refusal {
  return dliRefusal(
    'DLI.0019',
    `The cancel of batch ${job.id} is accepted and goes on, but its processes were not seen to end within ` +
      `${timeoutMs / 1_000} s; it is still in state ${toBatchWord(job)}. Ask for its state again.`,
  );
}
