import type { Clock } from '../../src/core/ports/clock.ts';
import type { QuotaStore, UseOfRows } from '../../src/core/ports/quota-store.ts';
import { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { noLimits, type QuotaLimits } from '../../src/core/quotas/quota.ts';

const nothingUsed: UseOfRows = {
  queuedJobs: 0,
  sessions: 0,
  queuedStatements: 0,
  sessionStatements: 0,
  resultBytes: 0,
};

/** The same quotas for every project, and no store; no limit where none is given. */
export function fixedQuotas(
  clock: Pick<Clock, 'now'>,
  limits: Partial<QuotaLimits> = {},
): ProjectQuotas {
  const nothingSet: QuotaStore = {
    limitsOf: async () => ({}),
    useOf: async () => nothingUsed,
    resultBytesOf: async () => 0,
    set: async () => 'no_project',
  };
  return new ProjectQuotas(nothingSet, { ...noLimits, ...limits }, clock);
}
