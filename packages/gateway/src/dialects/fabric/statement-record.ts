import { Type } from 'typebox';
import type { Job } from '../../core/job/job.ts';
import { startedAt } from '../../core/job/job.ts';
import { recordWords, toRecordWord } from './record-words.ts';
import { oneOf, StatementId } from './names.ts';
import { toTimestamp } from './timestamp.ts';

/** What the records of a session are filtered by (fabric-api.md 7.3). */
export const SessionRecordQuery = Type.Partial(
  Type.Object({ statement_id: StatementId, status: oneOf(recordWords) }),
);

/** An executed statement in the history of its session. Each of a request has its own. */
export function toSessionRecord(job: Job) {
  return {
    statement_id: job.id,
    statement_content: job.request.sql,
    create_time: toTimestamp(job.submittedAt),
    status: toRecordWord(job),
    user_name: job.request.owner,
  };
}

/**
 * The same in the history of the workspace (fabric-api.md 7.2).
 * @param now for the duration of what runs; milliseconds since the epoch
 */
export function toStatementRecord(job: Job, now: number) {
  const { request, state } = job;
  const began = startedAt(job);
  const ended = state.status === 'ended' ? state.endedAt : null;
  const durationMs = began === null ? 0 : Math.max(0, (ended ?? now) - began);
  return {
    id: job.id,
    workspace_id: request.projectId,
    endpoint_id: request.queueId,
    session_id: request.session?.id ?? '',
    database_name: request.database,
    statement_content: request.sql,
    duration: String(durationMs),
    status: toRecordWord(job),
    user_name: request.owner,
    create_time: toTimestamp(job.submittedAt),
    ...(began !== null && { start_time: toTimestamp(began) }),
    ...(ended !== null && { finish_time: toTimestamp(ended) }),
  };
}
