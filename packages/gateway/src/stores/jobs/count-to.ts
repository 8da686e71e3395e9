import type { Kysely, SelectQueryBuilder } from 'kysely';
import type { Tables } from '../tables.ts';

/** How many are selected; counted to `most`. */
export async function countTo(
  database: Kysely<Tables>,
  seqs: SelectQueryBuilder<Tables, 'jobs' | 'job_tags' | 'job_texts', { seq: number }>,
  most: number,
): Promise<number> {
  const { jobs } = await database
    .selectFrom(seqs.limit(most).as('some'))
    .select(({ fn }) => fn.countAll<number>().as('jobs'))
    .executeTakeFirstOrThrow();
  return jobs;
}
