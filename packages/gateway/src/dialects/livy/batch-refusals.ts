import type { SubmitAnswer } from '../../core/actions/submit-job.ts';
import type { Job } from '../../core/job/job.ts';
import { overQuota } from './over-quota.ts';
import { invalid, type Refusal } from './refusal.ts';

/** I10: the same words for a batch that never was, one that was deleted, and one of another project. */
export function unknownBatch(id: string): Refusal {
  return { status: 404, msg: `Session '${id.slice(0, 64)}' not found.` };
}

/** Nothing was made. */
export function batchRefused(answer: Exclude<SubmitAnswer, { kind: 'accepted' }>): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return invalid(`There is no queue named ${answer.queueName} in this project.`);
    case 'refused':
      return answer.error.code === 'engine'
        ? { status: 503, msg: answer.error.message, retryAfterS: 5 }
        : invalid(answer.error.message);
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
      return invalid(
        `The Idempotency-Key ${answer.key} stands for another request. ` +
          'Choose a new key for a new request.',
      );
  }
}

export function batchNotStopped(number: number, timeoutMs: number): Refusal {
  return {
    status: 504,
    msg:
      `The deletion of batch ${number} is accepted and goes on, but its processes were not seen to end ` +
      `within ${timeoutMs / 1_000} s. Send the same call again to wait for it.`,
  };
}

/** The key was used before, and what it made was deleted since. */
export function repeatedOfDeleted(number: number, { request }: Job): Refusal {
  return invalid(
    `The Idempotency-Key ${request.key} stands for batch ${number}, which has been deleted. ` +
      'Choose a new key for a new batch.',
  );
}
