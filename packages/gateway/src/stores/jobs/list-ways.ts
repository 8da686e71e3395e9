import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { JobFilter } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { countTo } from './count-to.ts';
import {
  along,
  type Indexed,
  type ListOf,
  selectMatching,
  type Span,
  unindexed,
} from './list-conditions.ts';

/** A scope of more has no way of its own: each is a branch, of which SQLite takes 500. */
const mostQueues = 50;

/** What the ended jobs of a list are found by: the index of one column, or one of each part of a scope. */
export type Way = Indexed | 'scope';

export type Jobs = SelectQueryBuilder<Tables, 'jobs', object>;

/**
 * The way on which the fewest jobs are looked at, as far as that can be told cheaply: the database
 * does not know how many a filter leaves.
 */
export async function shortestWay(
  database: Kysely<Tables>,
  { filter, ...list }: ListOf,
  span: Span,
): Promise<Way> {
  const ways = waysOf(filter);
  const [first] = ways;
  if (!first) return 'project_id';
  if (ways.length === 1) return first.way;
  for (const most of [500, 8_000]) {
    const sizes = [];
    for (const { way, alone } of ways) {
      const jobs = selectEnded(database, { ...list, filter: alone }, span, way);
      sizes.push({ way, jobs: await countEach(database, jobs, most) });
    }
    const shortest = sizes.reduce((a, b) => (b.jobs < a.jobs ? b : a));
    if (shortest.jobs < most) return shortest.way;
  }
  return first.way;
}

/** Those that a filter opens, each with its part of it; the ones that mostly leave fewer jobs first. */
function waysOf({ statuses, owner, within, queueName, statementClasses, database }: JobFilter) {
  const ways: { readonly way: Way; readonly alone: JobFilter }[] = [];
  if (statuses) ways.push({ way: 'status', alone: { statuses } });
  if (owner !== undefined) ways.push({ way: 'owner', alone: { owner } });
  if (within && within.queueIds.length <= mostQueues) {
    ways.push({ way: 'scope', alone: { within } });
  }
  if (queueName !== undefined) ways.push({ way: 'queue_name', alone: { queueName } });
  if (statementClasses) ways.push({ way: 'statement_class', alone: { statementClasses } });
  if (database !== undefined) ways.push({ way: 'database', alone: { database } });
  return ways;
}

async function countEach(
  database: Kysely<Tables>,
  branches: readonly Jobs[],
  most: number,
): Promise<number> {
  let jobs = 0;
  for (const branch of branches) {
    jobs += await countTo(database, branch.select('jobs.seq'), most - jobs);
  }
  return jobs;
}

/** The ended jobs of a list, from each index of the way; one of a scope can be in several. */
export function selectEnded(
  database: Kysely<Tables>,
  list: ListOf,
  span: Span,
  way: Way,
): readonly Jobs[] {
  if (way === 'scope') return selectInScope(database, list, span);
  const ended = selectEndedAlong(database, list, span, way);
  // Names the index: see its migration.
  return [way === 'project_id' ? ended.where('jobs.seq', '>', sql.lit(0)) : ended];
}

function selectInScope(database: Kysely<Tables>, list: ListOf, span: Span): readonly Jobs[] {
  const { within, ...filter } = list.filter;
  if (!within) throw new Error('a list without a scope has no way by it');
  const by = (index: Indexed) => selectEndedAlong(database, { ...list, filter }, span, index);
  return [
    ...(within.owner === null ? [] : [by('owner').where('jobs.owner', '=', within.owner)]),
    ...within.queueIds.map((id) =>
      by('queue_name')
        // The index has names, and one can be that of two queues.
        .where('jobs.queue_name', '=', sql<string>`(select name from queues where id = ${id})`)
        .where(unindexed('queue_id'), '=', id),
    ),
  ];
}

/** By the index of a column that is asked for; by that of durations where none is. */
export function selectEndedAlong(
  database: Kysely<Tables>,
  list: ListOf,
  span: Span,
  index: Indexed,
): Jobs {
  return selectMatching(database, list, span, along(index)).where('jobs.ended_at', 'is not', null);
}

/** The jobs of a list that have not ended, by the index that holds these alone. */
export function selectOpen(database: Kysely<Tables>, list: ListOf, span: Span): Jobs {
  return selectMatching(database, list, span, along('project_id')).where(
    'jobs.ended_at',
    'is',
    null,
  );
}
