import { type Static, Type } from 'typebox';
import { CancelIntent } from './cancel-intent.ts';
import { Column } from './column.ts';
import { JobError } from './job-error.ts';
import { JobId } from './job-id.ts';
import { JobStatus } from './job-status.ts';
import { Program } from './program.ts';
import { nullable } from './nullable.ts';
import { SessionId } from './session-id.ts';
import { StatementClass } from './statement-class.ts';
import { Timestamp } from './timestamp.ts';

/** What a job that succeeded left behind. Its rows have a page of their own. */
export const ResultSummary = Type.Object({
  columns: Type.Array(Column),
  /** Rows of the result; 0 for a statement that returns none. */
  row_count: Type.Integer(),
  /** Rows written, where the statement writes and the engine says how many. */
  affected_rows: nullable(Type.Integer()),
});
export type ResultSummary = Static<typeof ResultSummary>;

/** A job: one thing asked for, with exactly one ending. */
export const Job = Type.Object({
  id: JobId,
  /** `maintenance` is the product's own work, such as the restart of its queue; it cannot be cancelled. */
  kind: Type.Enum(['sql', 'statement', 'batch', 'maintenance']),
  status: JobStatus,
  queue: Type.String(),
  engine: Type.String(),
  /** The database that table names without one belong to. */
  database: Type.String(),
  /** The name of the user who submitted it. */
  owner: Type.String(),
  /** The statement; of a batch its command. */
  sql: Type.String(),
  statement_class: StatementClass,
  tags: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
  conf: Type.Array(Type.String()),
  priority: Type.Integer(),
  key: nullable(Type.String()),
  /** Of a statement: the session that it runs in, and its number there, from 0. */
  session_id: nullable(SessionId),
  statement_number: nullable(Type.Integer()),
  /** Of a batch: what it runs. */
  program: nullable(Program),
  submitted_at: Timestamp,
  /** When the engine was seen to start it; null when it was not. */
  started_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  /** How much of a running job is done, 0 to 1; null where the engine does not say. */
  progress: nullable(Type.Number()),
  /** Of a job that failed or was lost. */
  error: nullable(JobError),
  /** Of a job that succeeded. */
  result: nullable(ResultSummary),
  cancel: nullable(CancelIntent),
});

export type Job = Static<typeof Job>;
