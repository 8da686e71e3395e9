import { Counter, type Registry } from 'prom-client';
import { type OverQuota, quotaNames, type QuotaUse } from '../core/quotas/quota.ts';
import { measuresWhenAsked } from './measure-when-asked.ts';
import { type MetricFailed, quietly } from './quietly.ts';

export interface QuotaSources {
  /** Ids of all projects. Only the operator of the server makes one, so they are few. */
  readonly projects: () => Promise<readonly string[]>;
  readonly quotasOf: (projectId: string) => Promise<readonly QuotaUse[]>;
}

/** What every project uses of its quotas, and their limits; what has no limit has no series of one. */
export function measureQuotas(
  registry: Registry,
  { projects, quotasOf }: QuotaSources,
  failed: MetricFailed,
): void {
  let reading: Promise<readonly ProjectUse[]> | null = null;
  // Both gauges are asked for at once: they are read together.
  const readOnce = () =>
    (reading ??= readAll().finally(() => {
      reading = null;
    }));
  const readAll = async () =>
    Promise.all(
      (await projects()).map(async (project) => ({ project, quotas: await quotasOf(project) })),
    );

  const measure = measuresWhenAsked(registry, failed);
  const labelNames = ['project', 'quota'];
  measure('sluice_quota_used', 'What a project has in use.', labelNames, async (set) => {
    for (const { project, quotas } of await readOnce()) {
      for (const { name: quota, used } of quotas) set({ project, quota }, used);
    }
  });
  measure('sluice_quota_limit', 'How much a project may have in use.', labelNames, async (set) => {
    for (const { project, quotas } of await readOnce()) {
      for (const { name: quota, limit } of quotas)
        if (limit !== null) set({ project, quota }, limit);
    }
  });
}

/** @returns what is to hear of each refusal */
export function countRefusals(registry: Registry, failed: MetricFailed): (over: OverQuota) => void {
  const refusals = new Counter({
    name: 'sluice_quota_refusals_total',
    help: 'Submits and requests that were refused for a quota.',
    labelNames: ['quota'],
    registers: [registry],
  });
  // A series that is there from the start shows its first refusal as an increase.
  for (const quota of quotaNames) refusals.inc({ quota }, 0);
  return ({ quota }) => quietly(failed, 'a refusal', () => refusals.inc({ quota }));
}

interface ProjectUse {
  readonly project: string;
  readonly quotas: readonly QuotaUse[];
}
