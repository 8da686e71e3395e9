import type { QueueStore } from '../core/ports/queue-store.ts';
import { Remembered } from './remembered.ts';

/** Remembers a queue by its name, in a store that one process has to itself. */
export function rememberQueues(queues: QueueStore): QueueStore {
  const known = new Remembered();
  return {
    ...queues,
    find: known.finding('queue', (projectId, name) => queues.find(projectId, name)),
    create: known.changing((queue) => queues.create(queue)),
    update: known.changing((...order) => queues.update(...order)),
    scale: known.changing((...order) => queues.scale(...order)),
    delete: known.changing((...order) => queues.delete(...order)),
  };
}
