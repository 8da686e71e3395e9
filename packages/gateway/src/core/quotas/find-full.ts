import type { Growth } from './growth.ts';
import type { OverQuota, QuotaLimits, QuotaName } from './quota.ts';

/** The quotas that statements fill. */
export type StorageQuota = Extract<QuotaName, 'results_bytes' | 'database_bytes' | 'bucket_bytes'>;

/** The quota that a statement would add to. */
export function quotaFilledBy(growth: Growth): StorageQuota | null {
  switch (growth) {
    case 'results':
      return 'results_bytes';
    case 'database':
      return 'database_bytes';
    case 'bucket':
      return 'bucket_bytes';
    case 'nothing':
      return null;
  }
}

/** Whether there is no room at all any more. What a single statement adds is not known before it has run. */
export function findFull(quota: StorageQuota, limits: QuotaLimits, used: number): OverQuota | null {
  const limit = limits[quota];
  return limit === null || used < limit ? null : { quota, limit, used, retryAfterS: null };
}
