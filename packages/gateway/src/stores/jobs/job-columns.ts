import type { Insertable } from 'kysely';
import { withShorterGrace } from '../../core/job/grace.ts';
import type { Job, JobRequest, JobState, Operation } from '../../core/job/job.ts';
import { startedAt } from '../../core/job/job.ts';
import { tableOf } from '../../core/job/transfer.ts';
import type { StatusFilter } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';

type JobColumns = Insertable<Tables['jobs']>;

/** What a new row of `jobs` says; `toJob` reads it back. */
export function jobColumns(job: Job): JobColumns {
  const { request } = job;
  return {
    id: job.id,
    submitted_at: job.submittedAt,
    project_id: request.projectId,
    kind: request.kind,
    queue_id: request.queueId,
    queue_name: request.queueName,
    engine: request.engine,
    statement_class: request.statementClass,
    database: request.database,
    owner: request.owner,
    tags: JSON.stringify(request.tags),
    conf: JSON.stringify(request.conf),
    priority: request.priority,
    key: request.key,
    queued_timeout_ms: request.queuedTimeoutMs,
    run_timeout_ms: request.runTimeoutMs,
    session_id: request.session?.id ?? null,
    statement_number: request.session?.number ?? null,
    script: request.session?.script ?? null,
    batch_name: request.program?.name ?? null,
    access_key: request.accessKey ?? null,
    deleted_at: null,
    ends_transaction: request.endsTransaction ? 1 : 0,
    program: request.program && JSON.stringify(request.program),
    transfer: request.transfer && JSON.stringify(request.transfer),
    table_name: (request.transfer && tableOf(request.transfer)?.table.toLowerCase()) ?? null,
    sql: request.sql,
    parameters: request.parameters.length === 0 ? null : JSON.stringify(request.parameters),
    ...stateColumns(job),
  };
}

/** The columns that a move writes. What a state does not have becomes null. */
export function stateColumns(job: Job) {
  const { state } = job;
  const isLive = state.status !== 'queued' && state.status !== 'ended';
  const error = state.status === 'ended' && 'error' in state.ending ? state.ending.error : null;
  return {
    revision: job.revision,
    status: statusWord(state),
    behind: state.status === 'queued' && state.isBehind ? 1 : 0,
    lease_token: isLive ? state.leaseToken : null,
    claimed_at: isLive ? state.claimedAt : null,
    operation_ref: isLive && 'operation' in state ? (state.operation?.ref ?? null) : null,
    started_at: startedAt(job),
    ended_at: state.status === 'ended' ? state.endedAt : null,
    duration_ms: durationMs(state),
    deadline_at: deadlineAt(job),
    error_code: error?.code ?? null,
    error_message: error?.message ?? null,
    exit_status: error?.exitStatus ?? null,
  } satisfies Partial<JobColumns>;
}

/** A live status, or the word of the ending. */
export function statusWord(state: JobState): StatusFilter {
  return state.status === 'ended' ? state.ending.how : state.status;
}

function durationMs(state: JobState): number | null {
  if (state.status !== 'ended') return null;
  return state.startedAt === null ? 0 : state.endedAt - state.startedAt;
}

/**
 * A limit counts while its job waits, or runs. Of one that is being stopped it counts only where it would shorten
 * the grace, as any later cancel.
 */
function deadlineAt({ request, submittedAt, state }: Job): number | null {
  switch (state.status) {
    case 'queued':
      return request.queuedTimeoutMs === null ? null : submittedAt + request.queuedTimeoutMs;
    case 'running':
      return runsUntil(request, state.operation);
    case 'cancelling':
      return state.operation && withShorterGrace(request.program, state.intent, {})
        ? runsUntil(request, state.operation)
        : null;
    case 'launching':
    case 'ended':
      return null;
  }
}

function runsUntil({ runTimeoutMs }: JobRequest, operation: Operation): number | null {
  return runTimeoutMs === null ? null : operation.startedAt + runTimeoutMs;
}
