import type { Kysely } from 'kysely';
import type { JobId } from '../../core/job/job.ts';
import type { Tables } from '../tables.ts';

/** The number of a job, under which what belongs to it is written. */
export function jobSeq(database: Kysely<Tables>, jobId: JobId) {
  return database.selectFrom('jobs').select('jobs.seq').where('jobs.id', '=', jobId);
}
