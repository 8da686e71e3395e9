import type { Transaction } from 'kysely';
import type { QuotaStore } from '../core/ports/quota-store.ts';
import type { QuotaLimits, QuotaName } from '../core/quotas/quota.ts';
import type { Database } from './database.ts';
import { countWaiting } from './jobs/queue-share.ts';
import { resultBytesOf } from './jobs/result-bytes.ts';
import { useOfSessions } from './sessions/use-of-sessions.ts';
import type { Tables } from './tables.ts';

export function createQuotaStore(database: Database): QuotaStore {
  return {
    limitsOf: async (projectId) => {
      const rows = await database.reader
        .selectFrom('project_quotas')
        .select(['quota', 'most'])
        .where('project_id', '=', projectId)
        .execute();
      return Object.fromEntries(
        rows.map(({ quota, most }) => [quota, most]),
      ) as Partial<QuotaLimits>;
    },
    useOf: async (projectId) => ({
      queuedJobs: await countWaiting(database.reader, projectId),
      ...(await useOfSessions(database.reader, projectId)),
      resultBytes: await resultBytesOf(database.reader, projectId),
    }),
    resultBytesOf: (projectId) => resultBytesOf(database.reader, projectId),
    set: (projectId, quota, limit) =>
      database.write((transaction) => set(transaction, projectId, quota, limit)),
  };
}

async function set(
  transaction: Transaction<Tables>,
  projectId: string,
  quota: QuotaName,
  limit: number | null | 'default',
): Promise<'set' | 'no_project'> {
  const project = await transaction
    .selectFrom('projects')
    .select('id')
    .where('id', '=', projectId)
    .executeTakeFirst();
  if (!project) return 'no_project';

  if (limit === 'default') {
    await transaction
      .deleteFrom('project_quotas')
      .where('project_id', '=', projectId)
      .where('quota', '=', quota)
      .execute();
  } else {
    await transaction
      .insertInto('project_quotas')
      .values({ project_id: projectId, quota, most: limit })
      .onConflict((conflict) =>
        conflict.columns(['project_id', 'quota']).doUpdateSet({ most: limit }),
      )
      .execute();
  }
  return 'set';
}
