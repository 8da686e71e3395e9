import type { BulkCancelOrder, JobListQuery } from '@sluice/protocol';
import type { MatchFilter } from '../../core/actions/cancel-matching.ts';
import type { JobFilter, JobPage } from '../../core/ports/job-store.ts';
import { toTags } from './tag-filter.ts';

/** The words that a list and a bulk cancel have alike. */
type FilterWords = Pick<JobListQuery, keyof JobListQuery & keyof BulkCancelOrder>;

/** What is asked for, in the words of the core. */
export function toJobFilter(query: FilterWords): JobFilter {
  return {
    ...(query.queue !== undefined && { queueName: query.queue.toLowerCase() }),
    ...(query.owner !== undefined && { owner: query.owner }),
    ...(query.engine !== undefined && { engine: query.engine.toLowerCase() }),
    ...(query.database !== undefined && { database: query.database }),
    ...(query.status !== undefined && { statuses: query.status }),
    ...(query.class !== undefined && { statementClasses: query.class }),
    ...(query.submitted_after !== undefined && {
      submittedAfter: Date.parse(query.submitted_after),
    }),
    ...(query.submitted_before !== undefined && {
      submittedBefore: Date.parse(query.submitted_before),
    }),
    ...(query.q !== undefined && { sqlContains: query.q }),
    ...(query.tag !== undefined && { tags: toTags(query.tag) }),
    ...(query.table !== undefined && { table: query.table }),
  };
}

/** @returns null where nothing says which jobs are meant */
export function toMatchFilter({
  all,
  session_id: sessionId,
  older_than_ms: olderThanMs,
  dry_run: _dryRun,
  wait_ms: _waitMs,
  grace_ms: _graceMs,
  ...words
}: BulkCancelOrder): MatchFilter | null {
  const filter = {
    ...toJobFilter(words),
    ...(sessionId !== undefined && { sessionId: sessionId.toLowerCase() }),
    ...(olderThanMs !== undefined && { olderThanMs }),
  };
  const isEmpty = Object.keys(filter).length === 0;
  return isEmpty === (all === true) ? filter : null;
}

export function toJobPage({ offset = 0, limit = 50, order }: JobListQuery): JobPage {
  return { offset, limit, order: order ?? 'submitted_desc' };
}
