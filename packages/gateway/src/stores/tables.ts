import type { SavedTextKind } from '../core/ports/saved-text-store.ts';
import type { Generated } from 'kysely';
import type { Privilege } from '../core/access/privilege.ts';
import type { Role } from '../core/access/principal.ts';
import type { CancelReason } from '../core/job/cancel-intent.ts';
import type { ResourceKind } from '../core/files/resource.ts';
import type { JobErrorCode, RowsAt } from '../core/job/ending.ts';
import type { JobKind, WorkClass } from '../core/job/job.ts';
import type { KillPolicy } from '../core/job/kill-policy.ts';
import type { AuditOutcome, CredentialName } from '../core/ports/audit-log.ts';
import type { StatusFilter } from '../core/ports/job-store.ts';
import type { SessionEventKind, SessionStatusFilter } from '../core/ports/session-store.ts';
import type { SessionKind } from '../core/session/session.ts';
import type { QuotaName } from '../core/quotas/quota.ts';

/**
 * Every table of the state. Times are milliseconds since the epoch, durations milliseconds; a column
 * of the type `JsonText` is JSON as text, so that every database keeps it letter by letter.
 */
export interface Tables {
  migrations: { number: number; name: string };
  epochs: { number: number; id: string; began_at: number; because: 'made' | 'restored' };

  jobs: JobsTable;
  job_tags: JobTagsTable;
  /** See `text-index.ts`. */
  job_texts: { rowid: number; text: string; mark: string };
  job_texts_docsize: { id: number };
  cancel_intents: IntentColumns & { job_seq: number; grace_ms: number | null };
  receipts: { job_seq: number; receipt: JsonText };
  results: ResultsTable;
  events: EventsTable;
  /** One row: the number through which events may be gone. */
  feed: { pruned_through: number };
  audit: AuditTable;
  keys: {
    project_id: string;
    key: string;
    fingerprint: string;
    job_id: string;
    expires_at: number;
  };
  tombstones: IntentColumns & { project_id: string; key: string; expires_at: number };

  sessions: SessionsTable;
  session_events: SessionEventsTable;
  client_leases: ClientLeasesTable;

  queues: QueuesTable;
  queue_shares: QueueSharesTable;
  job_counts: JobCountsTable;
  /** See `result-bytes.ts`. */
  project_usage: { project_id: string; result_bytes: number };
  project_quotas: { project_id: string; quota: QuotaName; most: number | null };
  leases: { name: string; holder: string; token: number; until: number };

  domains: { id: string; name: string };
  projects: { id: string; domain_id: string; name: string };
  users: { id: string; domain_id: string; name: string; password_hash: string };
  memberships: { user_id: string; project_id: string; role: Role };
  credentials: CredentialsTable;
  tokens: TokensTable;
  queue_grants: QueueGrantsTable;

  resources: ResourcesTable;
  saved_texts: SavedTextsTable;
  resource_groups: {
    project_id: string;
    name: string;
    owner: string;
    created_at: number;
    updated_at: number;
  };
}

type JsonText = string;

interface JobsTable {
  /** Order of arrival; never given twice. */
  seq: Generated<number>;
  id: string;
  project_id: string;
  kind: JobKind;
  queue_id: string;
  queue_name: string;
  engine: string;
  statement_class: WorkClass;
  database: string;
  owner: string;
  tags: JsonText;
  conf: JsonText;
  priority: number;
  key: string | null;
  queued_timeout_ms: number | null;
  run_timeout_ms: number | null;
  submitted_at: number;
  revision: number;
  /** A live status, or the word of the ending. */
  status: StatusFilter;
  /** Not null exactly while the job is live: launching, running or cancelling. */
  lease_token: number | null;
  /** What it holds outside the gateway (I7), an array; empty unless it is live. */
  ledger: Generated<JsonText>;
  claimed_at: number | null;
  operation_ref: string | null;
  started_at: number | null;
  ended_at: number | null;
  /** From the start to the end, 0 when it never started; null while it has not ended. */
  duration_ms: number | null;
  /** When its queued or run limit is over; null where none counts at the moment. */
  deadline_at: number | null;
  error_code: JobErrorCode | null;
  error_message: string | null;
  exit_status: number | null;
  sql: string;
  /** Null where it has none. */
  parameters: JsonText | null;
  /** Of a statement: its session, its number there, the first statement of its request. */
  session_id: string | null;
  statement_number: number | null;
  script: string | null;
  /** Of a batch: its caller's name for it. */
  batch_name: string | null;
  /** Of a batch: under which access key it was submitted. */
  access_key: string | null;
  /** Of a batch that has ended: when somebody deleted it. */
  deleted_at: number | null;
  /** Of a batch: what it runs. */
  program: JsonText | null;
  /** Of an import or export that was not written as SQL: what it moves, and its table in lower case. */
  transfer: JsonText | null;
  table_name: string | null;
  /** 1 for a statement that waits and whose turn has not come; no claim finds it. */
  behind: 0 | 1;
  /** 1 for a statement that ends the transaction of its session; see `jobs/claim.ts`. */
  ends_transaction: Generated<0 | 1>;
}

/** See `jobs/job-tags.ts`. All but the last two are as in `jobs`, and as little changed. */
interface JobTagsTable {
  project_id: string;
  key: string;
  value: string;
  submitted_at: number;
  seq: number;
  job_id: string;
  queue_id: string;
  queue_name: string;
  owner: string;
  engine: string;
  database: string;
  statement_class: WorkClass;
  /** The word of the ending; null while the job has not ended. */
  status: StatusFilter | null;
  /** As in `jobs`. */
  duration_ms: number | null;
}

interface SessionsTable {
  /** The session's number; never given twice. */
  seq: Generated<number>;
  id: string;
  project_id: string;
  queue_id: string;
  queue_name: string;
  engine: string;
  kind: SessionKind;
  owner: string;
  name: string | null;
  database: string;
  conf: string;
  key: string | null;
  wait_timeout_ms: number | null;
  idle_timeout_ms: number | null;
  created_at: number;
  /** When it was last named by a call, or a statement of it ended; see `touch`. */
  used_at: number;
  revision: number;
  /** A live status, or the word of the ending. */
  status: SessionStatusFilter;
  /** Not null exactly while it has its place: starting, open or closing. */
  lease_token: number | null;
  placed_at: number | null;
  opened_at: number | null;
  ended_at: number | null;
  /** When it may wait no longer; null where it does not wait, or may for ever. */
  wait_until: number | null;
  error_code: JobErrorCode | null;
  error_message: string | null;
  intent_by: string | null;
  intent_at: number | null;
  intent_reason: CancelReason | null;
  intent_request_id: string | null;
  /** What it holds outside the gateway: an array. */
  ledger: JsonText;
  receipt: JsonText | null;
  /** The number of its next statement. */
  next_statement: number;
  /** When somebody deleted one that had ended by itself. */
  deleted_at: number | null;
}

/** What happened to sessions, in order. Rows are only ever added. */
interface SessionEventsTable {
  seq: Generated<number>;
  at: number;
  session_id: string;
  kind: SessionEventKind;
  remarks: JsonText;
}

/** Of jobs and sessions whose clients said how long they may go on without a word from them. */
interface ClientLeasesTable {
  /** Of the job or the session. */
  id: string;
  kind: 'job' | 'session';
  project_id: string;
  length_ms: number;
  until: number;
}

interface IntentColumns {
  by: string;
  at: number;
  reason: CancelReason;
  request_id: string;
}

interface ResultsTable {
  job_id: string;
  columns: JsonText;
  row_count: number;
  affected_rows: number | null;
  rows_at: RowsAt['at'];
  inline_lines: JsonText | null;
  /** With `expired`: not null as long as the rows still have to be taken from the engine. */
  engine_bytes: number | null;
  /** When its job ended, while there are rows that are kept; null otherwise. */
  kept_since: number | null;
}

/** What happened, in order. Rows are only ever added. */
interface EventsTable {
  seq: Generated<number>;
  at: number;
  project_id: string;
  job_id: string;
  /** Null where the job was gone before events had it. */
  job_seq: number | null;
  /** The status that the job moved to, or the word of its ending. */
  kind: StatusFilter;
  detail: JsonText;
}

interface AuditTable {
  seq: Generated<number>;
  at: number;
  project_id: string | null;
  user_name: string;
  role: Role | null;
  credential_kind: CredentialName['kind'];
  credential_id: string;
  action: string;
  remote_address: string;
  request_id: string;
  user_agent: string | null;
  outcome: AuditOutcome | null;
  target: string | null;
}

export interface SavedTextsTable {
  /** Never given twice. */
  id: Generated<number>;
  project_id: string;
  kind: SavedTextKind;
  name: string;
  text: string;
  description: string;
  group_name: string;
  owner: string;
  created_at: number;
  updated_at: number;
}

interface QueuesTable {
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

/** What one project has on one queue; see `queue-share.ts`. */
interface QueueSharesTable {
  queue_id: string;
  project_id: string;
  waiting: number;
  live: number;
  /** The event of its newest claim, which grows with every claim; 0 when it had none. */
  served: number;
  /** The job that restarts it: until that has ended, nothing of the share is claimed. */
  held_by: string | null;
}

/** How many jobs have ended; see `counts-by-day.ts`. */
interface JobCountsTable {
  project_id: string;
  /** Of the submit: days since the epoch. */
  day: number;
  queue_id: string;
  queue_name: string;
  owner: string;
  engine: string;
  database: string;
  statement_class: WorkClass;
  status: StatusFilter;
  jobs: number;
}

interface CredentialsTable {
  access_key: string;
  sealed_secret: string;
  api_key_hash: string;
  user_id: string;
  project_id: string;
}

interface TokensTable {
  hash: string;
  user_id: string;
  project_id: string;
  issued_at: number;
  expires_at: number;
}

interface QueueGrantsTable {
  project_id: string;
  user_id: string;
  queue_id: string;
  privilege: Privilege;
  granted_by: string;
  granted_at: number;
}

export interface ResourcesTable {
  project_id: string;
  /** Empty: it is in no group. */
  group_name: string;
  name: string;
  kind: ResourceKind;
  bucket: string;
  key: string;
  tags: JsonText;
  is_async: number;
  owner: string;
  id: string;
  created_at: number;
  updated_at: number;
}
