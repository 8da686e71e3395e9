import type { Generated } from 'kysely';
import type { CancelReason } from '../../core/job/cancel-intent.ts';
import type { JobErrorCode } from '../../core/job/ending.ts';
import type { SessionEventKind, SessionStatusFilter } from '../../core/ports/session-store.ts';
import type { SessionKind } from '../../core/session/session.ts';
import type { JsonText } from './json-text.ts';

export interface SessionsTable {
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
export interface SessionEventsTable {
  seq: Generated<number>;
  at: number;
  session_id: string;
  kind: SessionEventKind;
  remarks: JsonText;
}

/** Of jobs and sessions whose clients said how long they may go on without a word from them. */
export interface ClientLeasesTable {
  /** Of the job or the session. */
  id: string;
  kind: 'job' | 'session';
  project_id: string;
  length_ms: number;
  until: number;
}
