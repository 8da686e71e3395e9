import type {
  CancelIntent as CancelView,
  Job as JobView,
  ResultSummary as ResultView,
} from '@sluice/protocol';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { Ending, ResultSummary } from '../../core/job/ending.ts';
import { intentOf, isEnded, type Job, startedAt } from '../../core/job/job.ts';
import type { Program } from '../../core/job/program.ts';
import { toColumnView } from './column-view.ts';
import { toErrorView } from './error-words.ts';
import { toStatusWord } from './status-words.ts';
import { toTimestamp, toTimestampOrNull } from './timestamp.ts';

/**
 * A job as it goes over the wire.
 * @param progress how much of it is done, 0 to 1; null where that is not known
 */
export function toJobView(job: Job, progress: number | null): JobView {
  const { id, request } = job;
  const ending = isEnded(job) ? job.state.ending : null;
  return {
    id,
    kind: request.kind,
    status: toStatusWord(job),
    queue: request.queueName,
    engine: request.engine,
    database: request.database,
    owner: request.owner,
    sql: request.sql,
    statement_class: request.statementClass,
    tags: request.tags.map(({ key, value }) => ({ key, value })),
    conf: [...request.conf],
    priority: request.priority,
    key: request.key,
    session_id: request.session?.id ?? null,
    statement_number: request.session?.number ?? null,
    program: request.program && toProgramView(request.program),
    submitted_at: toTimestamp(job.submittedAt),
    started_at: toTimestampOrNull(startedAt(job)),
    ended_at: toTimestampOrNull(isEnded(job) ? job.state.endedAt : null),
    progress,
    error: ending && errorOf(ending),
    result: ending?.how === 'succeeded' ? toResultView(ending.result) : null,
    cancel: toCancelView(intentOf(job)),
  };
}

function toProgramView({ file, runtime, args, files, name, graceMs, retries }: Program) {
  return { file, runtime, args: [...args], files: [...files], name, grace_ms: graceMs, retries };
}

function errorOf(ending: Ending): JobView['error'] {
  switch (ending.how) {
    case 'succeeded':
    case 'cancelled':
      return null;
    case 'failed':
    case 'lost':
      return toErrorView(ending.error);
  }
}

function toResultView({ columns, rowCount, affectedRows }: ResultSummary): ResultView {
  return {
    columns: columns.map(toColumnView),
    row_count: rowCount,
    affected_rows: affectedRows,
  };
}

export function toCancelView(intent: CancelIntent | null): CancelView | null {
  if (!intent) return null;
  const { by, at, reason, requestId, graceMs } = intent;
  const grace = graceMs === undefined ? {} : { grace_ms: graceMs };
  return { by, at: toTimestamp(at), reason, request_id: requestId, ...grace };
}
