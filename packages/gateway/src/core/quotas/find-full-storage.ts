import type { Storage } from '../ports/storage.ts';
import { findFull, quotaFilledBy } from './find-full.ts';
import type { Growth } from './growth.ts';
import type { ProjectQuotas } from './project-quotas.ts';
import type { OverQuota } from './quota.ts';

/** The quota that leaves no room at all for what a statement would add to; null where there is some. */
export async function findFullStorage(
  quotas: ProjectQuotas,
  storage: Storage,
  projectId: string,
  growth: Growth,
): Promise<OverQuota | null> {
  const quota = quotaFilledBy(growth);
  const limits = await quotas.limitsOf(projectId);
  if (quota === null || limits[quota] === null) return null;
  switch (quota) {
    case 'results_bytes':
      return findFull(quota, limits, await quotas.resultBytesOf(projectId));
    case 'bucket_bytes':
      return findFull(quota, limits, (await storage.storageOf(projectId)).bucketBytes);
    case 'database_bytes': {
      const { databaseBytes } = await storage.storageOf(projectId);
      if (!findFull(quota, limits, databaseBytes)) return null;
      // What was deleted may not have been given back yet.
      return findFull(quota, limits, await storage.tidyDatabase(projectId));
    }
  }
}
