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
  useOf(projectId: string): Promise<UseOfRows>;
  /** Bytes of all results of the project that are kept: each start of a job asks for it. */
  resultBytesOf(projectId: string): Promise<number>;
}

/** What the rows of a project use. */
export interface UseOfRows {
  /** Jobs that wait. */
  readonly queuedJobs: number;
  /** Sessions that have not ended. */
  readonly sessions: number;
  /** Statements that wait in one session: in that in which the most do. */
  readonly queuedStatements: number;
  /** Statements that one session has had which has not ended: the one that had the most. */
  readonly sessionStatements: number;
  /** Bytes of all results that are kept. */
  readonly resultBytes: number;
}
