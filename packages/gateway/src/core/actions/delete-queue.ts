import type { Ports } from '../ports/ports.ts';
import type { Queue } from '../ports/queue-store.ts';

export type DeleteQueueAnswer =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'no_queue'; readonly queueName: string }
  /** It is every project's. */
  | { readonly kind: 'shared'; readonly queueName: string }
  /** Jobs wait or run there, or sessions are open. */
  | {
      readonly kind: 'in_use';
      readonly queueName: string;
      readonly jobs: number;
      sessions: number;
    };

/** Takes a queue away on which nothing waits or runs. Its ended jobs stay, and so does what they say of it. */
export async function deleteQueue(
  { queues, clock }: Pick<Ports, 'queues' | 'clock'>,
  { id, projectId, name: queueName }: Queue,
): Promise<DeleteQueueAnswer> {
  if (projectId === null) return { kind: 'shared', queueName };
  const answer = await queues.delete(id, clock.now());
  switch (answer.kind) {
    case 'deleted':
      return answer;
    case 'unknown':
      return { kind: 'no_queue', queueName };
    case 'in_use':
      return { ...answer, queueName };
  }
}
