import type { Kysely } from 'kysely';
import type { JobId } from '../../core/job/job.ts';
import type { JobNeeds } from '../../core/ports/retention-store.ts';
import type { Tables } from '../tables.ts';

export async function needsOf(
  database: Kysely<Tables>,
  jobIds: readonly JobId[],
): Promise<ReadonlyMap<JobId, JobNeeds>> {
  if (jobIds.length === 0) return new Map();
  const rows = await database
    .selectFrom('jobs')
    .leftJoin('results', 'results.job_id', 'jobs.id')
    .select(['jobs.id', 'jobs.ended_at', 'results.engine_bytes'])
    .where('jobs.id', 'in', jobIds)
    .execute();
  const needs = new Map<JobId, JobNeeds>();
  for (const { id, ended_at, engine_bytes } of rows) {
    if (ended_at === null) needs.set(id, 'all');
    else if (engine_bytes !== null) needs.set(id, 'result');
  }
  return needs;
}
