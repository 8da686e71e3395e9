import type { Queue as QueueView } from '@sluice/protocol';
import type { Queue } from '../../core/ports/queue-store.ts';
import { toTimestamp } from './timestamp.ts';

export function toQueueView(queue: Queue): QueueView {
  return {
    name: queue.name,
    engine: queue.engine,
    slots: queue.slots,
    default_database: queue.defaultDatabase,
    queued_timeout_ms: queue.queuedTimeoutMs,
    run_timeout_ms: queue.runTimeoutMs,
    shared: queue.projectId === null,
    created_at: toTimestamp(queue.createdAt),
  };
}
