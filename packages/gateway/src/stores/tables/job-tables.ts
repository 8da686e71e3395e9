import type { Generated } from 'kysely';
import type { CancelReason } from '../../core/job/cancel-intent.ts';
import type { JobErrorCode, RowsAt } from '../../core/job/ending.ts';
import type { JobKind, WorkClass } from '../../core/job/job.ts';
import type { StatusFilter } from '../../core/ports/job-store.ts';
import type { JsonText } from './json-text.ts';

export interface JobsTable {
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
  /** 1 for a statement that ends the transaction of its session; see `../jobs/claim.ts`. */
  ends_transaction: Generated<0 | 1>;
}

/** What lists are cut down by, of a job whatever becomes of it: as in `jobs`, and as little changed. */
type ListedColumns = Pick<
  JobsTable,
  'project_id' | 'queue_id' | 'queue_name' | 'owner' | 'engine' | 'database' | 'statement_class'
>;

/** See `../jobs/job-tags.ts`. Its number, its id and its submit are as in `jobs`, too. */
export interface JobTagsTable extends ListedColumns {
  key: string;
  value: string;
  submitted_at: number;
  seq: number;
  job_id: string;
  /** The word of the ending; null while the job has not ended. */
  status: StatusFilter | null;
  /** As in `jobs`. */
  duration_ms: number | null;
}

export interface IntentColumns {
  by: string;
  at: number;
  reason: CancelReason;
  request_id: string;
}

export interface ResultsTable {
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
export interface EventsTable {
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

/** How many jobs have ended; see `../jobs/counts-by-day.ts`. */
export interface JobCountsTable extends ListedColumns {
  /** Of the submit: days since the epoch. */
  day: number;
  status: StatusFilter;
  jobs: number;
}
