import type { InferResult, Kysely, Selectable } from 'kysely';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { Column, JobError, ResultSummary, RowsAt } from '../../core/job/ending.ts';
import type {
  Job,
  JobIn,
  JobRequest,
  JobState,
  Operation,
  PlaceInSession,
  Tag,
} from '../../core/job/job.ts';
import type { Parameter } from '../../core/job/parameter.ts';
import type { Program } from '../../core/job/program.ts';
import type { Transfer } from '../../core/job/transfer.ts';
import type { Tables } from '../tables.ts';

/** Jobs with their intent and result, ready for `toJob`. */
export function selectJobs(database: Kysely<Tables>) {
  return database
    .selectFrom('jobs')
    .leftJoin('cancel_intents as intent', 'intent.job_seq', 'jobs.seq')
    .leftJoin('results as result', 'result.job_id', 'jobs.id')
    .selectAll('jobs')
    .select([
      'intent.by as intent_by',
      'intent.at as intent_at',
      'intent.reason as intent_reason',
      'intent.request_id as intent_request_id',
      'intent.grace_ms as intent_grace_ms',
      'result.columns as result_columns',
      'result.row_count as result_row_count',
      'result.affected_rows as result_affected_rows',
      'result.rows_at as result_rows_at',
      'result.inline_lines as result_inline_lines',
      'result.engine_bytes as result_engine_bytes',
    ]);
}

export type JobRow = InferResult<ReturnType<typeof selectJobs>>[number];

export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    request: requestOf(row),
    submittedAt: row.submitted_at,
    revision: row.revision,
    state: stateOf(row),
  };
}

/** A job that waits, which has neither an intent nor a result to be joined. */
export function toWaitingJob(row: Selectable<Tables['jobs']>): Job {
  if (row.status !== 'queued') throw new Error(`job ${row.id} is ${row.status} and does not wait`);
  return {
    id: row.id,
    request: requestOf(row),
    submittedAt: row.submitted_at,
    revision: row.revision,
    state: queuedState(row),
  };
}

function requestOf(row: Selectable<Tables['jobs']>): JobRequest {
  return {
    projectId: row.project_id,
    kind: row.kind,
    queueId: row.queue_id,
    queueName: row.queue_name,
    engine: row.engine,
    sql: row.sql,
    parameters: row.parameters === null ? [] : (JSON.parse(row.parameters) as Parameter[]),
    statementClass: row.statement_class,
    database: row.database,
    owner: row.owner,
    tags: JSON.parse(row.tags) as Tag[],
    conf: JSON.parse(row.conf) as string[],
    priority: row.priority,
    key: row.key,
    queuedTimeoutMs: row.queued_timeout_ms,
    runTimeoutMs: row.run_timeout_ms,
    session: placeOf(row),
    ...(row.ends_transaction === 1 && { endsTransaction: true as const }),
    ...(row.access_key !== null && { accessKey: row.access_key }),
    program: row.program === null ? null : (JSON.parse(row.program) as Program),
    transfer: row.transfer === null ? null : (JSON.parse(row.transfer) as Transfer),
  };
}

function placeOf(row: Selectable<Tables['jobs']>): PlaceInSession | null {
  if (row.session_id === null) return null;
  const number = present(row.statement_number, row, 'statement_number');
  return { id: row.session_id, number, script: present(row.script, row, 'script') };
}

function stateOf(row: JobRow): JobState {
  switch (row.status) {
    case 'queued':
      return queuedState(row);
    case 'launching':
      return { status: 'launching', ...leaseOf(row) };
    case 'running': {
      const operation = present(operationOf(row), row, 'operation');
      return { status: 'running', ...leaseOf(row), operation };
    }
    case 'cancelling': {
      const intent = present(intentOf(row), row, 'intent');
      return { status: 'cancelling', ...leaseOf(row), operation: operationOf(row), intent };
    }
    case 'succeeded':
      return endedOf(row, { how: 'succeeded', result: resultOf(row) }, intentOf(row));
    case 'failed':
    case 'lost':
      return endedOf(row, { how: row.status, error: errorOf(row) }, intentOf(row));
    case 'cancelled':
      return endedOf(row, { how: 'cancelled' }, present(intentOf(row), row, 'intent'));
  }
}

function queuedState({ behind }: Selectable<Tables['jobs']>): JobIn<'queued'>['state'] {
  return behind === 0 ? { status: 'queued' } : { status: 'queued', isBehind: true };
}

function leaseOf(row: JobRow) {
  return {
    leaseToken: present(row.lease_token, row, 'lease_token'),
    claimedAt: present(row.claimed_at, row, 'claimed_at'),
  };
}

function operationOf(row: JobRow): Operation | null {
  if (row.operation_ref === null) return null;
  return { ref: row.operation_ref, startedAt: present(row.started_at, row, 'started_at') };
}

function intentOf(row: JobRow): CancelIntent | null {
  if (row.intent_by === null) return null;
  return {
    by: row.intent_by,
    at: present(row.intent_at, row, 'intent.at'),
    reason: present(row.intent_reason, row, 'intent.reason'),
    requestId: present(row.intent_request_id, row, 'intent.request_id'),
    ...(row.intent_grace_ms !== null && { graceMs: row.intent_grace_ms }),
  };
}

function endedOf<E, I>(row: JobRow, ending: E, intent: I) {
  const endedAt = present(row.ended_at, row, 'ended_at');
  return { status: 'ended' as const, startedAt: row.started_at, endedAt, ending, intent };
}

function errorOf(row: JobRow): JobError {
  return {
    code: present(row.error_code, row, 'error_code'),
    message: present(row.error_message, row, 'error_message'),
    ...(row.exit_status !== null && { exitStatus: row.exit_status }),
  };
}

function resultOf(row: JobRow): ResultSummary {
  return {
    columns: JSON.parse(present(row.result_columns, row, 'result.columns')) as Column[],
    rowCount: present(row.result_row_count, row, 'result.row_count'),
    affectedRows: row.result_affected_rows,
    rows: rowsOf(row),
  };
}

function rowsOf(row: JobRow): RowsAt {
  const at = present(row.result_rows_at, row, 'result.rows_at');
  switch (at) {
    case 'none':
    case 'expired':
      return { at };
    case 'inline': {
      const lines = present(row.result_inline_lines, row, 'result.inline_lines');
      return { at, lines: JSON.parse(lines) as string[] };
    }
    case 'engine':
      return { at, bytes: present(row.result_engine_bytes, row, 'result.engine_bytes') };
  }
}

/** What a status promises to be there. Its absence means that the database was written by hand. */
function present<T>(value: T | null, row: Selectable<Tables['jobs']>, what: string): T {
  if (value === null) throw new Error(`job ${row.id} is ${row.status} and has no ${what}`);
  return value;
}
