import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { JobFilter, JobList, JobPage, JobScope } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { selectJobs, toJob } from './job-row.ts';

/** A page of a project's jobs with the number of all that match, both of one moment. */
export async function list(
  database: Kysely<Tables>,
  projectId: string,
  filter: JobFilter,
  page: JobPage,
): Promise<JobList> {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (snapshot) => {
      const matching = selectMatching(snapshot, projectId, filter);
      const { total } = await matching
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      // The page is cut by number first, so that only its own rows are read whole and joined.
      const seqs = matching
        .select('jobs.seq')
        .orderBy(orderOf(page))
        .limit(page.limit)
        .offset(page.offset);
      const rows = await selectJobs(snapshot)
        .where('jobs.seq', 'in', seqs)
        .orderBy(orderOf(page))
        .execute();
      return { jobs: rows.map(toJob), total };
    });
}

export function selectMatching(database: Kysely<Tables>, projectId: string, filter: JobFilter) {
  return database
    .selectFrom('jobs')
    .where('jobs.project_id', '=', projectId)
    .where((where) => where.and(conditions(where, projectId, filter)));
}

/**
 * Jobs of one time stand in order of arrival. A job that has not ended has no duration yet and counts
 * as the longest: its end is still open.
 */
function orderOf({ order }: JobPage) {
  switch (order) {
    case 'submitted_asc':
      return sql`jobs.submitted_at, jobs.seq`;
    case 'submitted_desc':
      return sql`jobs.submitted_at desc, jobs.seq desc`;
    case 'duration_asc':
      return sql`jobs.duration_ms nulls last, jobs.seq`;
    case 'duration_desc':
      return sql`jobs.duration_ms desc nulls first, jobs.seq desc`;
  }
}

type Where = ExpressionBuilder<Tables, 'jobs'>;

function conditions(where: Where, projectId: string, filter: JobFilter) {
  const { statuses, statementClasses, sqlContains } = filter;
  return [
    ...equal(where, 'jobs.id', filter.jobId),
    ...equal(where, 'jobs.queue_name', filter.queueName),
    ...equal(where, 'jobs.owner', filter.owner),
    ...equal(where, 'jobs.engine', filter.engine),
    ...equal(where, 'jobs.database', filter.database),
    ...(statuses ? [where.or(statuses.map((word) => where('jobs.status', '=', word)))] : []),
    ...(statementClasses
      ? [where.or(statementClasses.map((word) => where('jobs.statement_class', '=', word)))]
      : []),
    ...(filter.submittedAfter === undefined
      ? []
      : [where('jobs.submitted_at', '>', filter.submittedAfter)]),
    ...(filter.submittedBefore === undefined
      ? []
      : [where('jobs.submitted_at', '<', filter.submittedBefore)]),
    ...(sqlContains === undefined ? [] : [containsIgnoringCase(sqlContains)]),
    ...(filter.within === undefined ? [] : [where.or(isWithin(where, filter.within))]),
    ...(filter.tags ?? []).map((tag) =>
      where(
        'jobs.id',
        'in',
        where
          .selectFrom('job_tags')
          .select('job_tags.job_id')
          .where('job_tags.project_id', '=', projectId)
          .where('job_tags.key', '=', tag.key)
          .where('job_tags.value', '=', tag.value),
      ),
    ),
  ];
}

/** None of them: nothing is within. */
function isWithin(where: Where, { owner, queueIds }: JobScope) {
  return [
    ...(owner === null ? [] : [where('jobs.owner', '=', owner)]),
    ...queueIds.map((id) => where('jobs.queue_id', '=', id)),
  ];
}

type TextColumn = 'jobs.id' | 'jobs.queue_name' | 'jobs.owner' | 'jobs.engine' | 'jobs.database';

function equal(where: Where, column: TextColumn, value: string | undefined) {
  return value === undefined ? [] : [where(column, '=', value)];
}

function containsIgnoringCase(part: string) {
  const pattern = `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`lower(${sql.ref('jobs.sql')}) like lower(${pattern}) escape ${sql.lit('\\')}`;
}
