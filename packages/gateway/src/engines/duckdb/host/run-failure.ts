import type { JobError } from '../../../core/job/ending.ts';
import { describeOverQuota } from '../../../core/quotas/describe-over-quota.ts';
import { OverQuotaError } from '../../../core/quotas/over-quota-error.ts';
import type { OverQuota } from '../../../core/quotas/quota.ts';
import { isTemporaryFull } from '../engine-error.ts';
import type { Lake } from './lake.ts';
import { RefusedError } from './refused-error.ts';

/** Why a statement failed, for its user. */
export function runFailure(cause: unknown, lake: Lake): JobError {
  if (cause instanceof RefusedError) return cause.error;
  const over = cause instanceof OverQuotaError ? cause.over : temporaryOver(cause, lake);
  if (over === null) return lake.errorOf(cause);
  return { code: 'resource', message: describeOverQuota(over) };
}

/** DuckDB keeps this limit itself, and advises settings that are locked. */
function temporaryOver(cause: unknown, { temporaryBytes: limit }: Lake): OverQuota | null {
  if (limit === null || !isTemporaryFull(cause)) return null;
  return { quota: 'temporary_bytes', limit, used: limit, retryAfterS: null };
}
