import type { Job } from '@sluice/client';
import { describeProgress } from '../output/describe-progress.ts';
import type { Format } from '../output/formats.ts';
import { type Field, writeRecord } from '../output/write-record.ts';
import type { SluiceContext } from '../sluice-context.ts';

/** Writes one job to stdout. */
export function writeJob(context: SluiceContext, format: Format, job: Job): Promise<void> {
  return writeRecord(context, format, { fields: fieldsOf(job), whole: job, name: job.id });
}

function programFields({ program, error }: Job): readonly Field[] {
  if (!program) return [];
  return [
    ['name', program.name],
    ['runtime', program.runtime],
    ['grace', `${program.grace_ms} ms`],
    ['retries', program.retries === 0 ? null : String(program.retries)],
    ['exit status', error?.exit_status?.toString() ?? null],
  ];
}

function fieldsOf(job: Job): readonly Field[] {
  const { result, error, cancel } = job;
  return [
    ['id', job.id],
    ['status', job.status],
    ['queue', job.queue],
    ['engine', job.engine],
    ['database', job.database],
    ['owner', job.owner],
    ['class', job.statement_class],
    ...job.tags.map(({ key, value }): Field => ['tag', `${key}=${value}`]),
    ['key', job.key],
    ['submitted', job.submitted_at],
    ['started', job.started_at],
    ['ended', job.ended_at],
    ['progress', describeProgress(job)],
    ['rows', result && result.columns.length > 0 ? String(result.row_count) : null],
    ['rows written', result?.affected_rows?.toString() ?? null],
    ['error', error && `${error.code}: ${error.message}`],
    ['cancel', cancel && `by ${cancel.by} at ${cancel.at}, reason ${cancel.reason}`],
    ...programFields(job),
    [job.program ? 'command' : 'sql', job.sql],
  ];
}
