import type { Privilege } from '../../core/access/privilege.ts';
import type { KillPolicy } from '../../core/job/kill-policy.ts';
import type { JsonText } from './json-text.ts';

export interface QueuesTable {
  id: string;
  project_id: string | null;
  name: string;
  engine: string;
  slots: number;
  /** How many sessions may have a context at once. */
  session_places: number;
  kill_policy: KillPolicy['kind'];
  /** Of the policy `wait`; null otherwise. */
  evict_max_ms: number | null;
  /** Null in a queue that is older than batches. */
  program_rules: JsonText | null;
  default_database: string;
  queued_timeout_ms: number | null;
  run_timeout_ms: number | null;
  created_at: number;
  created_by: string;
  /** Null where it has none. */
  notes: JsonText | null;
  /** Null while it is there. */
  deleted_at: number | null;
}

/** What one project has on one queue; see `../jobs/queue-share.ts`. */
export interface QueueSharesTable {
  queue_id: string;
  project_id: string;
  waiting: number;
  live: number;
  /** The event of its newest claim, which grows with every claim; 0 when it had none. */
  served: number;
  /** The job that restarts it: until that has ended, nothing of the share is claimed. */
  held_by: string | null;
}

export interface QueueGrantsTable {
  project_id: string;
  user_id: string;
  queue_id: string;
  privilege: Privilege;
  granted_by: string;
  granted_at: number;
}
