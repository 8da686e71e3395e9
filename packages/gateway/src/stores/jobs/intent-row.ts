import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { JobId } from '../../core/job/job.ts';
import type { Tables } from '../tables.ts';

/** The row that keeps the wish to stop a job. */
export function toIntentRow(jobId: JobId, intent: CancelIntent): Tables['cancel_intents'] {
  const { by, at, reason, requestId, graceMs = null } = intent;
  return { job_id: jobId, by, at, reason, request_id: requestId, grace_ms: graceMs };
}
