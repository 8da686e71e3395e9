import type { ExpressionBuilder, Kysely, RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Tag } from '../../core/job/job.ts';
import type { JobPage, StatusFilter } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { countTo } from './count-to.ts';
import { countedConditions, type ListOf, type Span, spanOf } from './list-conditions.ts';

/**
 * The jobs of a list that is cut down by tags, found from the tag that the fewest have. No job is read,
 * but those that have not ended where a status is asked for, and the texts where one is.
 */
export async function selectTagged(database: Kysely<Tables>, list: ListOf) {
  const [rarest, ...others] = await byRarity(database, list);
  if (!rarest) throw new Error('a list by tags has no tag');
  const { projectId, contains } = list;
  const { statuses, sqlContains, ...filter } = list.filter;
  let query = selectTag(database, projectId, rarest, spanOf(filter)).where((where) =>
    where.and(countedConditions(where, filter)),
  );
  if (statuses !== undefined) query = query.where((where) => hasStatus(where, statuses));
  for (const other of others) {
    query = query.where((where) => where.exists(selectOther(where, projectId, other)));
  }
  if (sqlContains !== undefined) {
    const isIn = contains(sql.ref('jobs.sql'), sqlContains);
    query = query.where((where) => where.exists(selectJob(where).where(isIn)));
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

type Where = ExpressionBuilder<Tables, 'job_tags'>;

/** A tag has the status of a job that has ended: any other's changes too often. */
function hasStatus(where: Where, statuses: readonly StatusFilter[]) {
  return where.or([
    where('job_tags.status', 'in', statuses),
    where.and([
      where('job_tags.status', 'is', null),
      where.exists(selectJob(where).where('jobs.status', 'in', statuses)),
    ]),
  ]);
}

function selectJob(where: Where) {
  return where.selectFrom('jobs').select('jobs.seq').whereRef('jobs.seq', '=', 'job_tags.seq');
}

function selectOther(where: Where, projectId: string, { key, value }: Tag) {
  return where
    .selectFrom('job_tags as other')
    .select('other.seq')
    .where('other.project_id', '=', projectId)
    .where('other.key', '=', key)
    .where('other.value', '=', value)
    .whereRef('other.submitted_at', '=', 'job_tags.submitted_at')
    .whereRef('other.seq', '=', 'job_tags.seq');
}

/** As far as it can be told cheaply. */
async function byRarity(
  database: Kysely<Tables>,
  { projectId, filter }: ListOf,
): Promise<readonly Tag[]> {
  const { tags = [] } = filter;
  if (tags.length < 2) return tags;
  let counted: { readonly tag: Tag; readonly jobs: number }[] = [];
  for (const most of [500, 100_000]) {
    counted = [];
    for (const tag of tags) {
      const seqs = selectTag(database, projectId, tag, spanOf(filter)).select('job_tags.seq');
      counted.push({ tag, jobs: await countTo(database, seqs, most) });
    }
    if (counted.some(({ jobs }) => jobs < most)) break;
  }
  return counted.toSorted((a, b) => a.jobs - b.jobs).map(({ tag }) => tag);
}

/** As `orderOf`, and `sortedBy`. */
export function orderOfTags(order: JobPage['order']): RawBuilder<unknown> {
  switch (order) {
    case 'submitted_asc':
      return sql`job_tags.submitted_at, job_tags.seq`;
    case 'submitted_desc':
      return sql`job_tags.submitted_at desc, job_tags.seq desc`;
    case 'duration_asc':
      return sql`job_tags.duration_ms is null, job_tags.duration_ms, job_tags.seq`;
    case 'duration_desc':
      return sql`job_tags.duration_ms is null desc, job_tags.duration_ms desc, job_tags.seq desc`;
  }
}
