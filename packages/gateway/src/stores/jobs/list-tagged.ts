import type { Kysely } from 'kysely';
import type { Tag } from '../../core/job/job.ts';
import type { Tables } from '../tables.ts';
import { hidden, type ListOf, selectMatching, type Span, spanOf } from './list-conditions.ts';

/**
 * The jobs of a list that is cut down by tags, found from the tag that the fewest have. Where nothing
 * but tags is asked for, no job is read.
 */
export async function selectTagged(database: Kysely<Tables>, list: ListOf) {
  const [rarest, ...others] = await byRarity(database, list);
  if (!rarest) throw new Error('a list by tags has no tag');
  const { projectId, filter } = list;
  let query = selectTag(database, projectId, rarest, spanOf(filter));
  for (const { key, value } of others) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('job_tags as other')
          .select('other.seq')
          .where('other.project_id', '=', projectId)
          .where('other.key', '=', key)
          .where('other.value', '=', value)
          .whereRef('other.job_id', '=', 'job_tags.job_id'),
      ),
    );
  }
  if (asksForMore(list)) {
    const { tags: _, submittedAfter: _after, submittedBefore: _before, ...rest } = filter;
    query = query.where((where) =>
      where.exists(
        selectMatching(database, { ...list, filter: rest }, spanOf(rest), hidden)
          .select('jobs.seq')
          .whereRef('jobs.seq', '=', 'job_tags.seq' as 'jobs.seq'),
      ),
    );
  }
  return query;
}

function selectTag(
  database: Kysely<Tables>,
  projectId: string,
  { key, value }: Tag,
  { from, to }: Span,
) {
  return database
    .selectFrom('job_tags')
    .where('job_tags.project_id', '=', projectId)
    .where('job_tags.key', '=', key)
    .where('job_tags.value', '=', value)
    .where('job_tags.submitted_at', '>=', from)
    .where('job_tags.submitted_at', '<', to);
}

async function byRarity(
  database: Kysely<Tables>,
  { projectId, filter }: ListOf,
): Promise<readonly Tag[]> {
  const { tags = [] } = filter;
  if (tags.length < 2) return tags;
  const counted = [];
  for (const tag of tags) {
    const { jobs } = await selectTag(database, projectId, tag, spanOf(filter))
      .select(({ fn }) => fn.countAll<number>().as('jobs'))
      .executeTakeFirstOrThrow();
    counted.push({ tag, jobs });
  }
  return counted.sort((a, b) => a.jobs - b.jobs).map(({ tag }) => tag);
}

function asksForMore({ filter }: ListOf): boolean {
  const { tags: _, submittedAfter: _after, submittedBefore: _before, ...rest } = filter;
  return Object.values(rest).some((value) => value !== undefined);
}
