import type { Kysely } from 'kysely';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { JobId } from '../../core/job/job.ts';
import type { Tables } from '../tables.ts';
import { jobSeq } from './job-seq.ts';

/** A wish to stop a job, as it comes to be a row. */
export type IntentOfJob = Omit<Tables['cancel_intents'], 'job_seq'> & { readonly job_id: JobId };

export function toIntentOfJob(jobId: JobId, intent: CancelIntent): IntentOfJob {
  const { by, at, reason, requestId, graceMs = null } = intent;
  return { job_id: jobId, by, at, reason, request_id: requestId, grace_ms: graceMs };
}

export function toIntentRow(database: Kysely<Tables>, { job_id, ...columns }: IntentOfJob) {
  return { job_seq: jobSeq(database, job_id), ...columns };
}
