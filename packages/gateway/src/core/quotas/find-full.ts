import type { Growth } from './growth.ts';
import type { OverQuota, QuotaLimits, QuotaName } from './quota.ts';

/** What a project uses of the quotas that statements fill. */
export type StorageUse = Readonly<Record<StorageQuota, number>>;
export type StorageQuota = Extract<QuotaName, 'results_bytes'>;

/** The quota that a statement would add to. */
export function quotaFilledBy(growth: Growth): StorageQuota | null {
  switch (growth) {
    case 'results':
      return 'results_bytes';
    case 'database':
    case 'bucket':
    case 'nothing':
      return null;
  }
}

/** Whether there is no room at all any more. What a single statement adds is not known before it has run. */
export function findFull(
  quota: StorageQuota,
  limits: QuotaLimits,
  use: StorageUse,
): OverQuota | null {
  const limit = limits[quota];
  const used = use[quota];
  return limit === null || used < limit ? null : { quota, limit, used, retryAfterS: null };
}
