import { Type } from 'typebox';
import type { ResultSummary } from '../../core/job/ending.ts';
import { isEnded, type Job, startedAt } from '../../core/job/job.ts';
import { toJobMessage } from './job-message.ts';
import { toJobType } from './job-types.ts';
import { toSparkSchema } from '../spark-schema.ts';
import { toStatusWord } from './status-words.ts';
import { Tags } from './tags.ts';
import { toTransferRecord } from './transfer-record.ts';

/** The engine does not say how many bytes it read, and `input_size` may not be left out. */
export const inputSizeBytes = 0;

/** What the list and the status say of a job alike (dli-api.md 3.1.3, 3.1.4). Times in ms. */
export const jobRecordFields = {
  job_id: Type.String(),
  job_type: Type.String(),
  queue_name: Type.String(),
  owner: Type.String(),
  status: Type.String(),
  message: Type.String(),
  start_time: Type.Integer(),
  end_time: Type.Optional(Type.Integer()),
  duration: Type.Integer(),
  input_size: Type.Integer(),
  result_count: Type.Integer(),
  database_name: Type.String(),
  table_name: Type.Optional(Type.String()),
  with_column_header: Type.Optional(Type.Boolean()),
  result_path: Type.Optional(Type.String()),
  result_format: Type.Optional(Type.String()),
  detail: Type.String(),
  statement: Type.String(),
  engine_type: Type.String(),
  tags: Tags,
};

/** @param now milliseconds since the epoch, for the duration of a job that runs */
export function toJobRecord(job: Job, now: number) {
  const { request } = job;
  const result = resultOf(job);
  return {
    job_id: job.id,
    job_type: toJobType(request.statementClass),
    queue_name: request.queueName,
    owner: request.owner,
    status: toStatusWord(job),
    message: toJobMessage(job),
    start_time: job.submittedAt,
    ...(isEnded(job) && { end_time: job.state.endedAt }),
    duration: durationMs(job, now),
    input_size: inputSizeBytes,
    result_count: result?.affectedRows ?? result?.rowCount ?? 0,
    database_name: request.database,
    ...(request.transfer && toTransferRecord(request.transfer)),
    detail: result && result.columns.length > 0 ? toSparkSchema(result.columns) : '',
    statement: request.sql,
    engine_type: request.engine,
    tags: [...request.tags],
  };
}

/** How long the statement ran, or has run so far; 0 while it did not. */
function durationMs(job: Job, now: number): number {
  const began = startedAt(job);
  if (began === null) return 0;
  return Math.max(0, (isEnded(job) ? job.state.endedAt : now) - began);
}

function resultOf(job: Job): ResultSummary | null {
  return isEnded(job) && job.state.ending.how === 'succeeded' ? job.state.ending.result : null;
}
