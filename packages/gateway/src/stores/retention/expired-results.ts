import { type Kysely, sql, type Transaction } from 'kysely';
import type { JobId } from '../../core/job/job.ts';
import type { ResultToRemove } from '../../core/ports/retention-store.ts';
import { changeResults } from '../jobs/result-bytes.ts';
import type { Tables } from '../tables.ts';

/** Rows that lie in the state are gone with this; those that lie with an engine, with `noteRemoved`. */
export async function expireResults(
  transaction: Transaction<Tables>,
  before: number,
  limit: number,
): Promise<number> {
  const slice = await transaction
    .selectFrom('results')
    .select('job_id')
    .where('kept_since', '<=', before)
    .orderBy('kept_since')
    .limit(limit)
    .execute();
  const jobIds = slice.map(({ job_id }) => job_id);
  await changeResults(transaction, jobIds, () =>
    transaction
      .updateTable('results')
      .set({ rows_at: 'expired', inline_lines: null, kept_since: null })
      .where('job_id', 'in', jobIds)
      .execute(),
  );
  return jobIds.length;
}

export async function resultsToRemove(
  database: Kysely<Tables>,
  after: JobId,
  limit: number,
): Promise<readonly ResultToRemove[]> {
  return (
    database
      .selectFrom('results')
      .innerJoin('jobs', 'jobs.id', 'results.job_id')
      .select(['jobs.id as jobId', 'jobs.project_id as projectId', 'jobs.engine'])
      // A literal, since an index over some rows is only used where the text shows that it fits.
      .where('results.rows_at', '=', sql.lit('expired'))
      .where('results.engine_bytes', 'is not', null)
      .where('results.job_id', '>', after)
      .orderBy('results.job_id')
      .limit(limit)
      .execute()
  );
}

export async function noteRemoved(
  transaction: Transaction<Tables>,
  jobIds: readonly JobId[],
): Promise<void> {
  await changeResults(transaction, jobIds, () =>
    transaction
      .updateTable('results')
      .set({ engine_bytes: null })
      .where('job_id', 'in', jobIds)
      .where('rows_at', '=', 'expired')
      .execute(),
  );
}
