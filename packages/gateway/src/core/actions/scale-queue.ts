import type { Ports } from '../ports/ports.ts';
import type { Queue, QueueScaled } from '../ports/queue-store.ts';

export type ScaleQueueAnswer =
  | QueueScaled
  /** It is every project's, and no project may set conditions for another. */
  | { readonly kind: 'shared' };

/** Gives a queue of a project more slots, or fewer. They count at once, and nobody loses the one he has. */
export async function scaleQueue(
  { queues }: Pick<Ports, 'queues'>,
  { id, projectId }: Queue,
  bySlots: number,
): Promise<ScaleQueueAnswer> {
  return projectId === null ? { kind: 'shared' } : queues.scale(id, bySlots);
}
