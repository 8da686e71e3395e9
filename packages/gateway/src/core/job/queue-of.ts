import type { Job } from './job.ts';

/** The queue that a job is on. */
export function queueOf({ request }: Job): { readonly id: string; readonly name: string } {
  return { id: request.queueId, name: request.queueName };
}
