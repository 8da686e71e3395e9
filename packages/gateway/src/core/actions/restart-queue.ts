import type { Job, JobId } from '../job/job.ts';
import { type RestartOrder, restartRequest } from '../maintenance/restart-request.ts';
import type { Ports } from '../ports/ports.ts';

export type RestartAnswer =
  /** The restart is a job. It succeeds when all that it set out to cancel has ended. */
  | { readonly kind: 'accepted'; readonly job: Job }
  | { readonly kind: 'no_queue'; readonly queueName: string }
  | { readonly kind: 'restarting'; readonly queueName: string; readonly jobId: JobId }
  /** Not forced, and jobs of the project are live there. */
  | { readonly kind: 'busy'; readonly queueName: string; readonly live: number };

/**
 * Restarts a queue for a project: every job that it has there at this moment is cancelled, every session
 * closed, and no job is started until all have ended. What is submitted meanwhile waits. Of a shared queue only the project's
 * own part is touched.
 */
export async function restartQueue(
  ports: Pick<Ports, 'jobs' | 'queues' | 'news' | 'clock' | 'ids'>,
  name: string,
  order: RestartOrder,
): Promise<RestartAnswer> {
  const queueName = name.toLowerCase();
  const queue = await ports.queues.find(order.projectId, queueName);
  if (!queue) return { kind: 'no_queue', queueName };
  const job: Job = {
    id: ports.ids.newId(),
    submittedAt: ports.clock.now(),
    revision: 1,
    state: { status: 'queued' },
    request: restartRequest(queue, order),
  };
  const submitted = await ports.jobs.submitRestart(job, queue.id, !order.isForced);
  switch (submitted.kind) {
    case 'created':
      ports.news.publish(job);
      return { kind: 'accepted', job };
    case 'queue_gone':
      return { kind: 'no_queue', queueName };
    case 'restarting':
    case 'busy':
      return { ...submitted, queueName };
  }
}
