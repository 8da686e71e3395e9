import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { dayMs } from './counts-by-day.ts';
import { countedConditions, type ListOf, type Span } from './list-conditions.ts';
import { countAll } from './list-branches.ts';
import { selectEnded, selectOpen, type Way } from './list-ways.ts';

/** How many jobs of a list were submitted on a day, and the part of that day that the list spans. */
export interface ListDay extends Span {
  readonly ended: number;
  readonly open: number;
}

/**
 * The days that have jobs of a list, oldest first. What has ended is read from the counts, but for the
 * two days that the list may cut into; what has not is counted.
 * @param list without filters that `job_counts` has no columns for
 */
export async function listDays(
  database: Kysely<Tables>,
  list: ListOf,
  span: Span,
  way: Way,
): Promise<readonly ListDay[]> {
  const counts = new Map<number, { ended: number; open: number }>();
  const add = (of: 'ended' | 'open', day: number, jobs: number) => {
    const count = counts.get(day) ?? { ended: 0, open: 0 };
    counts.set(day, { ...count, [of]: count[of] + jobs });
  };

  const firstWhole = Math.ceil(span.from / dayMs);
  const firstAfter = Math.floor(span.to / dayMs);
  for (const { day, jobs } of await endedByDay(database, list, firstWhole, firstAfter)) {
    add('ended', day, jobs);
  }
  for (const { day, jobs } of await openByDay(database, list, span)) add('open', day, jobs);
  for (const cut of cutDays(span, firstWhole, firstAfter)) {
    const ended = await countAll(database, selectEnded(database, list, cut, way));
    add('ended', Math.floor(cut.from / dayMs), ended);
  }

  return [...counts]
    .filter(([, { ended, open }]) => ended + open > 0)
    .sort(([a], [b]) => a - b)
    .map(([day, { ended, open }]) => ({
      ended,
      open,
      from: Math.max(day * dayMs, span.from),
      to: Math.min((day + 1) * dayMs, span.to),
    }));
}

function endedByDay(
  database: Kysely<Tables>,
  { projectId, filter }: ListOf,
  firstDay: number,
  firstAfter: number,
) {
  return database
    .selectFrom('job_counts')
    .select(['day', ({ fn }) => fn.sum<number>('jobs').as('jobs')])
    .where('project_id', '=', projectId)
    .where('day', '>=', firstDay)
    .where('day', '<', firstAfter)
    .where((where) => where.and(countedConditions(where, filter)))
    .groupBy('day')
    .execute();
}

function openByDay(database: Kysely<Tables>, list: ListOf, span: Span) {
  const day = sql<number>`jobs.submitted_at / ${sql.lit(dayMs)}`;
  return selectOpen(database, list, span)
    .select([day.as('day'), ({ fn }) => fn.countAll<number>().as('jobs')])
    .groupBy(day)
    .execute();
}

/** The parts of days at both ends of a span; one, where the span lies within a day. */
function cutDays({ from, to }: Span, firstWhole: number, firstAfter: number): readonly Span[] {
  if (from >= to) return [];
  if (firstAfter < firstWhole) return [{ from, to }];
  const parts = [
    { from, to: firstWhole * dayMs },
    { from: firstAfter * dayMs, to },
  ];
  // Without a limit there is no part, only days.
  const isLimited = [from > Number.MIN_SAFE_INTEGER, to < Number.MAX_SAFE_INTEGER];
  return parts.filter((part, index) => isLimited[index] && part.from < part.to);
}
