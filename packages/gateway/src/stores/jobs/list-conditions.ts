import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tag } from '../../core/job/job.ts';
import type { JobFilter, JobScope } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';

/** How the database says that a text has a part, upper and lower case alike. */
export type Contains = (column: RawBuilder<string>, part: string) => RawBuilder<boolean>;

/** A span of submit times, in milliseconds since the epoch: the first in it, and the first after it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a list is asked for, beside its page. */
export interface ListOf {
  readonly projectId: string;
  readonly filter: JobFilter;
  readonly contains: Contains;
}

export function spanOf({ submittedAfter, submittedBefore }: JobFilter): Span {
  return {
    from: submittedAfter === undefined ? Number.MIN_SAFE_INTEGER : Math.floor(submittedAfter) + 1,
    to: submittedBefore === undefined ? Number.MAX_SAFE_INTEGER : Math.ceil(submittedBefore),
  };
}

/** The jobs of a list that were submitted in a span, to be ordered, cut or counted. */
export function selectMatching(
  database: Kysely<Tables>,
  list: ListOf,
  { from, to }: Span,
  spell: Spelling = plain,
) {
  let query = database
    .selectFrom('jobs')
    .where(spell('project_id'), '=', list.projectId)
    .where((where) => where.and(conditions(where, list, spell)));
  for (const tag of list.filter.tags ?? []) {
    query = query.where((where) => where.exists(selectTagOfJob(database, list.projectId, tag)));
  }
  if (from > Number.MIN_SAFE_INTEGER) query = query.where('jobs.submitted_at', '>=', from);
  if (to < Number.MAX_SAFE_INTEGER) query = query.where('jobs.submitted_at', '<', to);
  return query;
}

function selectTagOfJob(database: Kysely<Tables>, projectId: string, { key, value }: Tag) {
  return database
    .selectFrom('job_tags')
    .select('job_tags.seq')
    .where('job_tags.project_id', '=', projectId)
    .where('job_tags.key', '=', key)
    .where('job_tags.value', '=', value)
    .where('job_tags.submitted_at', '=', sql.ref<number>('jobs.submitted_at'))
    .where('job_tags.seq', '=', sql.ref<number>('jobs.seq'));
}

type Where = ExpressionBuilder<Tables, 'jobs'>;

function conditions(where: Where, { filter, contains }: ListOf, spell: Spelling) {
  const { jobId, batchName, table, sqlContains } = filter;
  return [
    ...countedConditions(where, filter, spell),
    ...(jobId === undefined ? [] : [where('jobs.id', '=', jobId)]),
    ...(batchName === undefined ? [] : [where('jobs.batch_name', '=', batchName)]),
    ...(table === undefined ? [] : [where('jobs.table_name', '=', table.toLowerCase())]),
    ...(sqlContains === undefined ? [] : [contains(sql.ref('jobs.sql'), sqlContains)]),
  ];
}

type Counted =
  | 'project_id'
  | 'queue_id'
  | 'queue_name'
  | 'owner'
  | 'engine'
  | 'database'
  | 'statement_class'
  | 'status';
/** How a condition spells its column. */
type Spelling = (column: Counted) => RawBuilder<string>;

const plain: Spelling = (column) => sql.ref(column);

/** Those that have an index, with the project before it and the order of lists behind it. */
export type Indexed = Exclude<Counted, 'queue_id' | 'engine'>;

/** So that jobs are found by the index of this column: no other has the signs of a column. */
export function along(index: Indexed): Spelling {
  return (column) =>
    column === 'project_id' || column === index ? plain(column) : unindexed(column);
}

/** So that jobs are found by their numbers and by nothing else. */
export const unindexed: Spelling = (column) => sql`(${sql.ref(column)} || '')`;

/** Those that `jobs`, `job_counts` and `job_tags` have columns for. */
export function countedConditions(
  where:
    | ExpressionBuilder<Tables, 'jobs'>
    | ExpressionBuilder<Tables, 'job_counts'>
    | ExpressionBuilder<Tables, 'job_tags'>,
  { queueName, owner, engine, database, statuses, statementClasses, within }: JobFilter,
  spell: Spelling = plain,
) {
  // The tables have these columns under the same names, and each query has one of them.
  const is = where as ExpressionBuilder<Tables, 'jobs'>;
  const equal = (column: Counted, value: string | undefined) =>
    value === undefined ? [] : [is(spell(column), '=', value)];
  const among = (column: Counted, values: readonly string[] | undefined) =>
    values === undefined ? [] : [is(spell(column), 'in', values)];
  const isWithin = ({ owner: own, queueIds }: JobScope) => [
    ...equal('owner', own ?? undefined),
    ...(queueIds.length === 0 ? [] : among('queue_id', queueIds)),
  ];
  return [
    ...equal('queue_name', queueName),
    ...equal('owner', owner),
    ...equal('engine', engine),
    ...equal('database', database),
    ...among('status', statuses),
    ...among('statement_class', statementClasses),
    // Within none of them is nothing.
    ...(within === undefined ? [] : [is.or(isWithin(within))]),
  ];
}
