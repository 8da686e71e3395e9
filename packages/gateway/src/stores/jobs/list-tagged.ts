import { type Kysely, sql } from 'kysely';
import type { JobFilter } from '../../core/ports/job-store.ts';
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
  const { tags: _, submittedAfter: _after, submittedBefore: _before, ...rest } = filter;
  for (const column of indexedColumns) {
    const values = valuesOf(rest, column);
    if (!values) continue;
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('jobs')
          .select('jobs.seq')
          .where('jobs.project_id', '=', projectId)
          .where(`jobs.${column}`, 'in', values)
          // The index of the column has both, in the order of the tags, and the job is not read. The
          // signs keep the planner from its number, which would have it read, and from the span.
          .where('jobs.submitted_at', '=', sql<number>`+job_tags.submitted_at`)
          .where(sql<number>`+jobs.seq`, '=', sql<number>`job_tags.seq`),
      ),
    );
  }
  const {
    queueName: _queue,
    owner: _owner,
    database: _database,
    statementClasses: _classes,
    statuses: _statuses,
    ...unindexed
  } = rest;
  if (Object.values(unindexed).some((value) => value !== undefined)) {
    query = query.where((where) =>
      where.exists(
        selectMatching(database, { ...list, filter: unindexed }, spanOf(unindexed), hidden)
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

/** Those that have an index which ends in the order of lists. */
const indexedColumns = ['status', 'queue_name', 'owner', 'database', 'statement_class'] as const;

function valuesOf(filter: JobFilter, column: (typeof indexedColumns)[number]) {
  const { statuses, queueName, owner, database, statementClasses } = filter;
  switch (column) {
    case 'status':
      return statuses;
    case 'queue_name':
      return one(queueName);
    case 'owner':
      return one(owner);
    case 'database':
      return one(database);
    case 'statement_class':
      return statementClasses;
  }
}

function one(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}
