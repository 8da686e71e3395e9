import type { RestartAnswer } from '../../core/actions/restart-queue.ts';
import type { Job } from '../../core/job/job.ts';
import { mostCus } from './compute-units.ts';
import { noQueue } from './job-refusals.ts';
import { dliRefusal, invalid, type Refusal } from './refusal.ts';

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

export function queueThere(queueName: string): Refusal {
  return dliRefusal('DLI.0006', `There is a queue named ${queueName} already`);
}

export function noEngine(engine: string, engines: readonly string[]): Refusal {
  return dliRefusal(
    'DLI.0007',
    `There is no engine named ${engine}; there is ${engines.join(', ')}.`,
  );
}

export function queueShared(queueName: string): Refusal {
  return dliRefusal(
    'DLI.0007',
    `All projects have the queue ${queueName}, so that none may scale or delete it. Make one of your own.`,
  );
}

export function queueInUse({
  queueName,
  jobs,
  sessions,
}: {
  readonly queueName: string;
  readonly jobs: number;
  readonly sessions: number;
}): Refusal {
  return dliRefusal(
    'DLI.0012',
    `The queue ${queueName} is in use by ${jobs} jobs and ${sessions} sessions. Wait for their end, or ` +
      'restart it with "force": true, which cancels them.',
  );
}

export function tooSmall(queueName: string, cuCount: number): Refusal {
  return invalid(`The queue ${queueName} has ${cuCount} CUs: a slot of them, 4, is the least.`);
}

export function tooLarge(queueName: string, cuCount: number): Refusal {
  return invalid(`The queue ${queueName} has ${cuCount} CUs: ${mostCus} are the most.`);
}

export const noPools: Refusal = dliRefusal(
  'DLI.0007',
  'There are no elastic resource pools. Leave elastic_resource_pool_name out.',
);

export const noCuCount: Refusal = invalid(
  'cu_count must be the number of CUs by which the queue is scaled, in steps of 4: a slot each',
);
