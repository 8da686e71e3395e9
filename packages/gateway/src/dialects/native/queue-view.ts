import type { Queue as QueueView } from '@sluice/protocol';
import type { Queue } from '../../core/ports/queue-store.ts';
import type { ProgramRules } from '../../core/job/program-rules.ts';
import { toTimestamp } from './timestamp.ts';

/** @param restarting the ids of the queues that are being restarted for the caller's project */
export function toQueueView(queue: Queue, restarting: ReadonlySet<string>): QueueView {
  return {
    name: queue.name,
    engine: queue.engine,
    slots: queue.slots,
    session_places: queue.sessionPlaces,
    default_database: queue.defaultDatabase,
    queued_timeout_ms: queue.queuedTimeoutMs,
    run_timeout_ms: queue.runTimeoutMs,
    evict_max_ms: queue.killPolicy.kind === 'wait' ? queue.killPolicy.evictMaxMs : null,
    programs: toProgramsView(queue.programRules),
    description: queue.notes.description,
    type: queue.notes.type,
    tags: queue.notes.tags.map(({ key, value }) => ({ key, value })),
    owner: queue.createdBy,
    shared: queue.projectId === null,
    restarting: restarting.has(queue.id),
    created_at: toTimestamp(queue.createdAt),
  };
}

function toProgramsView(rules: ProgramRules): QueueView['programs'] {
  return {
    executables: rules.allowsExecutables,
    unprotected: rules.allowsUnprotected,
    cpu_seconds: rules.cpuSeconds,
    memory_bytes: rules.memoryBytes,
    file_bytes: rules.fileBytes,
    processes: rules.processes,
    grace_ms: rules.graceMs,
  };
}
