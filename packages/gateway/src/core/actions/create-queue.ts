import { evict } from '../job/kill-policy.ts';
import { defaultProgramRules } from '../job/program-rules.ts';
import { noNotes } from '../ports/queue-notes.ts';
import type { Queue, QueueChange } from '../ports/queue-store.ts';
import type { Ports } from '../ports/ports.ts';

export type QueueOrder = Pick<Queue, 'projectId' | 'name' | 'engine' | 'createdBy'> & QueueChange;

/** What is not said of a new queue. */
const defaults = {
  slots: 4,
  // As many as Fabric allows at once (fabric-api.md 4).
  sessionPlaces: 500,
  killPolicy: evict,
  defaultDatabase: 'default',
  queuedTimeoutMs: null,
  runTimeoutMs: null,
};

export type CreateQueueAnswer =
  | { readonly kind: 'created'; readonly queue: Queue }
  | { readonly kind: 'exists' }
  | { readonly kind: 'no_engine'; readonly engines: readonly string[] };

/** Makes a queue of a project. Names are unique among its own and the shared ones. */
export async function createQueue(
  ports: Pick<Ports, 'queues' | 'engines' | 'clock' | 'ids'>,
  order: QueueOrder,
): Promise<CreateQueueAnswer> {
  if (!ports.engines.has(order.engine)) {
    return { kind: 'no_engine', engines: [...ports.engines.keys()] };
  }
  const queue: Queue = {
    ...defaults,
    ...order,
    programRules: { ...defaultProgramRules, ...order.programRules },
    notes: { ...noNotes, ...order.notes },
    name: order.name.toLowerCase(),
    id: ports.ids.newId(),
    createdAt: ports.clock.now(),
  };
  const answer = await ports.queues.create(queue);
  return answer === 'exists' ? { kind: 'exists' } : { kind: 'created', queue };
}
