import type { QuotaLimits, QuotaName } from '../quotas/quota.ts';

/** The quotas that were set for single projects, and what the rows of a project use of some. */
export interface QuotaStore {
  /** What was set for this project; a quota that is absent has its default. */
  limitsOf(projectId: string): Promise<Partial<QuotaLimits>>;
  /**
   * Sets one quota of a project; `default` takes back what was set.
   * @param limit null is no limit
   */
  set(
    projectId: string,
    quota: QuotaName,
    limit: number | null | 'default',
  ): Promise<'set' | 'no_project'>;
  /** Jobs that wait, and the bytes of all results that are kept. */
  useOf(projectId: string): Promise<{ readonly queuedJobs: number; readonly resultBytes: number }>;
}
