import type { Ports } from '../ports/ports.ts';
import type { Queue, QueueChange } from '../ports/queue-store.ts';

export type UpdateQueueAnswer =
  | { readonly kind: 'updated'; readonly queue: Queue }
  | { readonly kind: 'no_queue'; readonly queueName: string }
  /** It is every project's, and no project may set conditions for another. */
  | { readonly kind: 'shared'; readonly queueName: string };

/**
 * Sets conditions of a queue of the project. Slots and places count from now on, and nobody loses the one
 * he has; limits and the grace count for what is submitted from now on, rules for what begins.
 */
export async function updateQueue(
  ports: Pick<Ports, 'queues'>,
  projectId: string,
  name: string,
  change: QueueChange,
): Promise<UpdateQueueAnswer> {
  const queueName = name.toLowerCase();
  const found = await ports.queues.find(projectId, queueName);
  if (found?.projectId === null) return { kind: 'shared', queueName };
  const queue = found && (await ports.queues.update(found.id, change));
  return queue ? { kind: 'updated', queue } : { kind: 'no_queue', queueName };
}
