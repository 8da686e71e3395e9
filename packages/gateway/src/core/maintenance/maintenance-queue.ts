import { evict } from '../job/kill-policy.ts';
import { defaultProgramRules } from '../job/program-rules.ts';
import { noNotes } from '../ports/queue-notes.ts';
import type { Queue } from '../ports/queue-store.ts';

/**
 * Where maintenance waits: no project owns it or sees it, so that the restart of a queue takes no slot
 * of any queue, least of all of the one whose slots are stuck.
 */
export const maintenanceQueue: Queue = {
  id: 'maintenance',
  projectId: 'maintenance',
  name: 'maintenance',
  engine: 'maintenance',
  sessionPlaces: 0,
  killPolicy: evict,
  programRules: defaultProgramRules,
  notes: noNotes,
  slots: 64,
  defaultDatabase: '',
  queuedTimeoutMs: null,
  runTimeoutMs: null,
  createdAt: 0,
  createdBy: 'sluice',
};
