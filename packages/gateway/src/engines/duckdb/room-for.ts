import type { Growth } from '../../core/quotas/growth.ts';
import type { ProjectQuotas } from '../../core/quotas/project-quotas.ts';
import type { Room, RunRoom } from './messages/run-order.ts';
import type { ProjectStorage } from './project-storage.ts';

/** How far a statement of this project may go before it is stopped for a quota. */
export async function roomFor(
  projectId: string,
  growth: Growth,
  quotas: Pick<ProjectQuotas, 'limitsOf' | 'resultBytesOf'>,
  storage: ProjectStorage,
): Promise<RunRoom> {
  const limits = await quotas.limitsOf(projectId);
  return {
    // The host itself knows what is in use.
    database: growth === 'database' ? roomOf(limits.database_bytes, 0) : null,
    bucket:
      growth === 'bucket' && limits.bucket_bytes !== null
        ? roomOf(limits.bucket_bytes, await storage.bucketBytes(projectId))
        : null,
    results:
      limits.results_bytes === null
        ? null
        : roomOf(limits.results_bytes, await quotas.resultBytesOf(projectId)),
  };
}

function roomOf(limit: number | null, used: number): Room | null {
  return limit === null ? null : { limit, used };
}
