import type { QueueChange as Conditions } from '@sluice/protocol';
import { evict } from '../../core/job/kill-policy.ts';
import type { ProgramRules } from '../../core/job/program-rules.ts';
import type { QueueNotes } from '../../core/ports/queue-notes.ts';
import type { QueueChange } from '../../core/ports/queue-store.ts';

/** The conditions that an order names; what it does not name is left out. */
export function toQueueChange(asked: Conditions): QueueChange {
  const { slots, session_places: sessionPlaces, default_database: defaultDatabase } = asked;
  const { queued_timeout_ms: queuedTimeoutMs, run_timeout_ms: runTimeoutMs } = asked;
  const { evict_max_ms: evictMaxMs, programs } = asked;
  const notes = toQueueNotes(asked);
  return {
    ...(slots !== undefined && { slots }),
    ...(sessionPlaces !== undefined && { sessionPlaces }),
    ...(defaultDatabase !== undefined && { defaultDatabase }),
    ...(queuedTimeoutMs !== undefined && { queuedTimeoutMs }),
    ...(runTimeoutMs !== undefined && { runTimeoutMs }),
    ...(evictMaxMs !== undefined && {
      killPolicy: evictMaxMs === null ? evict : { kind: 'wait', evictMaxMs },
    }),
    ...(programs && { programRules: toProgramRules(programs) }),
    ...(Object.keys(notes).length > 0 && { notes }),
  };
}

function toQueueNotes({ description, type, tags }: Conditions): Partial<QueueNotes> {
  return {
    ...(description !== undefined && { description }),
    ...(type !== undefined && { type }),
    ...(tags !== undefined && { tags }),
  };
}

function toProgramRules(asked: NonNullable<Conditions['programs']>): Partial<ProgramRules> {
  const { executables: allowsExecutables, cpu_seconds: cpuSeconds } = asked;
  const { memory_bytes: memoryBytes, file_bytes: fileBytes, grace_ms: graceMs } = asked;
  const { processes, unprotected: allowsUnprotected } = asked;
  return {
    ...(allowsExecutables !== undefined && { allowsExecutables }),
    ...(allowsUnprotected !== undefined && { allowsUnprotected }),
    ...(cpuSeconds !== undefined && { cpuSeconds }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(fileBytes !== undefined && { fileBytes }),
    ...(processes !== undefined && { processes }),
    ...(graceMs !== undefined && { graceMs }),
  };
}
