import type { Ports } from '../ports/ports.ts';
import { type QuotaName, quotaNames, type QuotaUse } from '../quotas/quota.ts';

/** Every quota of a project: its limit, and what is in use now. */
export async function showQuotas(
  ports: Pick<Ports, 'quotas' | 'engines'>,
  projectId: string,
): Promise<QuotaUse[]> {
  const { quotas } = ports;
  const [limits, kept, requests, storage] = await Promise.all([
    quotas.limitsOf(projectId),
    quotas.useOf(projectId),
    quotas.requests.usedBy(projectId),
    Promise.all([...ports.engines.values()].map((engine) => engine.storageOf(projectId))),
  ]);
  const used: Record<QuotaName, number> = {
    queued_jobs: kept.queuedJobs,
    sessions: kept.sessions,
    queued_statements: kept.queuedStatements,
    session_statements: kept.sessionStatements,
    requests_per_second: requests,
    results_bytes: kept.resultBytes,
    database_bytes: sum(storage.map(({ databaseBytes }) => databaseBytes)),
    bucket_bytes: sum(storage.map(({ bucketBytes }) => bucketBytes)),
    temporary_bytes: sum(storage.map(({ temporaryBytes }) => temporaryBytes)),
  };
  return quotaNames.map((name) => ({ name, limit: limits[name], used: used[name] }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
