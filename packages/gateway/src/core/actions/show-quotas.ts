import type { Ports } from '../ports/ports.ts';
import { type QuotaName, quotaNames, type QuotaUse } from '../quotas/quota.ts';

/** Every quota of a project: its limit, and what is in use now. */
export async function showQuotas(
  ports: Pick<Ports, 'quotas'>,
  projectId: string,
): Promise<QuotaUse[]> {
  const { quotas } = ports;
  const [limits, kept, requests] = await Promise.all([
    quotas.limitsOf(projectId),
    quotas.useOf(projectId),
    quotas.requests.usedBy(projectId),
  ]);
  const used: Record<QuotaName, number> = {
    queued_jobs: kept.queuedJobs,
    requests_per_second: requests,
    results_bytes: kept.resultBytes,
  };
  return quotaNames.map((name) => ({ name, limit: limits[name], used: used[name] }));
}
