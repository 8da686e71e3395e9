import type { KillPolicy } from '../job/kill-policy.ts';
import type { QueueNotes } from './queue-notes.ts';
import type { ProgramRules } from '../job/program-rules.ts';

/** How many slots a queue may have. DLI has as many: 400 CU, of which a slot is 4 (dli-api.md 3.5.1). */
export const mostSlots = 100;

/** A queue: an engine, a number of slots, limits. */
export interface Queue {
  readonly id: string;
  /** The owner; null for a queue that all projects share, such as `default`. */
  readonly projectId: string | null;
  /** Lower case. */
  readonly name: string;
  readonly engine: string;
  /** How many of its jobs may be live at once. */
  readonly slots: number;
  /** How many of its sessions may have a context at once. A session that only waits takes none. */
  readonly sessionPlaces: number;
  readonly killPolicy: KillPolicy;
  readonly programRules: ProgramRules;
  readonly defaultDatabase: string;
  readonly queuedTimeoutMs: number | null;
  readonly runTimeoutMs: number | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly notes: QueueNotes;
}

/** What may be set of a queue that is there. What is absent stays. */
export interface QueueChange extends Partial<
  Pick<
    Queue,
    | 'slots'
    | 'sessionPlaces'
    | 'killPolicy'
    | 'defaultDatabase'
    | 'queuedTimeoutMs'
    | 'runTimeoutMs'
  >
> {
  readonly programRules?: Partial<ProgramRules>;
  readonly notes?: Partial<QueueNotes>;
}

export type QueueDeleted =
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'in_use'; readonly jobs: number; readonly sessions: number };

/** Slots are those that it has, where it cannot have so many fewer or more. */
export type QueueScaled =
  | { readonly kind: 'scaled'; readonly queue: Queue }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'too_few' | 'too_many'; readonly slots: number };

export interface QueueStore {
  /** Returns `exists` when the project, or all projects, have a queue of that name already. */
  create(queue: Queue): Promise<'created' | 'exists'>;
  /** A queue of the project, or a shared one, by its lower-case name. */
  find(projectId: string, name: string): Promise<Queue | null>;
  /** Returns the queue as it is now; null where it is gone. */
  update(queueId: string, change: QueueChange): Promise<Queue | null>;
  /** Of several at once each counts: the slots are those that it has, and so many more; fewer where it is negative. */
  scale(queueId: string, bySlots: number): Promise<QueueScaled>;
  /**
   * Takes it away with what was granted on it, if nothing waits or runs there and no session is open.
   * @param at milliseconds since the epoch
   */
  delete(queueId: string, at: number): Promise<QueueDeleted>;
  list(projectId: string): Promise<readonly Queue[]>;
  /** The ids of the queues that are being restarted for this project. */
  restarting(projectId: string): Promise<ReadonlySet<string>>;
}
