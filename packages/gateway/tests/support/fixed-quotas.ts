import type { Clock } from '../../src/core/ports/clock.ts';
import { ProjectQuotas } from '../../src/core/quotas/project-quotas.ts';
import { noLimits, type QuotaLimits } from '../../src/core/quotas/quota.ts';

/** The same quotas for every project, and no store; no limit where none is given. */
export function fixedQuotas(
  clock: Pick<Clock, 'now'>,
  limits: Partial<QuotaLimits> = {},
): ProjectQuotas {
  const nothingSet = { limitsOf: async () => ({}), set: async () => 'no_project' as const };
  return new ProjectQuotas(nothingSet, { ...noLimits, ...limits }, clock);
}
