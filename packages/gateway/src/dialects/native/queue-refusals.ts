import type { Refusal } from './refusal.ts';

export function noQueue(queueName: string): Refusal {
  return {
    code: 'no_queue',
    detail: `There is no queue named ${queueName} in this project.`,
    about: { field: 'queue' },
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
