import type { QuotaStore } from '../../core/ports/quota-store.ts';
import { Remembered } from '../remembered.ts';
import type { SqliteStateDatabase } from './sqlite-database.ts';

/** Remembers what a project uses until the next commit, since each submit asks, and each start. */
export function rememberUsage(
  quotas: QuotaStore,
  database: Pick<SqliteStateDatabase, 'afterCommit'>,
): QuotaStore {
  const usage = new Remembered();
  database.afterCommit(() => usage.forget());
  return {
    ...quotas,
    resultBytesOf: usage.finding('result bytes', (projectId) => quotas.resultBytesOf(projectId)),
  };
}
