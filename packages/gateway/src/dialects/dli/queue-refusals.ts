import type { RestartAnswer } from '../../core/actions/restart-queue.ts';
import type { Job } from '../../core/job/job.ts';
import { noQueue } from './job-refusals.ts';
import { dliRefusal, type Refusal } from './refusal.ts';

/** A restart that was not begun (dli-api.md 3.5.5). */
export function restartRefused(answer: Exclude<RestartAnswer, { kind: 'accepted' }>): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return noQueue(answer.queueName);
    case 'restarting':
      return dliRefusal(
        'DLI.0012',
        `The queue ${answer.queueName} is being restarted already, by the job ${answer.jobId}.`,
      );
    case 'busy':
      return dliRefusal(
        'DLI.0012',
        `The queue ${answer.queueName} cannot be restarted while its jobs run (${answer.live} do). ` +
          'Wait for their end, or restart it with "force": true, which cancels them and all that wait.',
      );
  }
}

export function restartNotConfirmed({ id, request }: Job): Refusal {
  return dliRefusal(
    'DLI.0019',
    `The restart of the queue ${request.queueName} is accepted and goes on. Ask for the status of the job ${id}.`,
  );
}

export function noScaling(queueName: string): Refusal {
  return dliRefusal(
    'DLI.0007',
    `The queue ${queueName} has a number of slots and no CUs: it cannot be scaled.`,
  );
}
