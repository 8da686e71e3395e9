import type { DeleteQueueAnswer } from '../../core/actions/delete-queue.ts';
import type { JobId } from '../../core/job/job.ts';
import type { Refusal } from './refusal.ts';

export function noQueue(queueName: string): Refusal {
  return {
    code: 'no_queue',
    detail: `There is no queue named ${queueName} in this project.`,
    about: { field: 'queue' },
  };
}

/** The queue stands in the address, so that it is not there at all. */
export function unknownQueue(queueName: string): Refusal {
  return {
    code: 'not_found',
    detail: `There is no queue named ${queueName} in this project.`,
  };
}

export function noEngine(engine: string, engines: readonly string[]): Refusal {
  return {
    code: 'no_engine',
    detail: `There is no engine named ${engine}; there is ${engines.join(', ')}.`,
    about: { field: 'engine' },
  };
}

export function queueExists(queueName: string): Refusal {
  return {
    code: 'queue_exists',
    detail: `There is a queue named ${queueName} already. Choose another name.`,
    about: { field: 'name' },
  };
}

export function queueShared(queueName: string): Refusal {
  return {
    code: 'queue_shared',
    detail:
      `All projects have the queue ${queueName}, so that none may change it. Make a queue of your own ` +
      '(POST /api/v1/queues, sluice queues create).',
    about: { field: 'name' },
  };
}

export function queueRestarting(queueName: string, jobId: JobId): Refusal {
  return {
    code: 'queue_restarting',
    detail: `The queue ${queueName} is being restarted already. Wait for the end of the job ${jobId}.`,
    about: { job_id: jobId },
  };
}

export function queueBusy(queueName: string, live: number): Refusal {
  return {
    code: 'queue_busy',
    detail:
      `Jobs of this project run on the queue ${queueName}: ${live}. Wait for their end, or send ` +
      '"force": true (sluice queues restart --force) to cancel them and all that wait.',
  };
}

export function queueInUse({
  queueName,
  jobs,
  sessions,
}: Extract<DeleteQueueAnswer, { kind: 'in_use' }>): Refusal {
  return {
    code: 'queue_busy',
    detail:
      `The queue ${queueName} has ${jobs} jobs that have not ended, and ${sessions} sessions. Wait for ` +
      'their end, or cancel and close them (sluice queues restart --force), and delete it then.',
  };
}
