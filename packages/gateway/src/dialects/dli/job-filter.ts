import type { WorkClass } from '../../core/job/job.ts';
import type { JobFilter, JobPage } from '../../core/ports/job-store.ts';
import { type JobType, jobTypes, toStatementClasses } from './job-types.ts';
import type { ListQuery } from './list-query.ts';
import { invalid, type Refusal } from './refusal.ts';
import { toStatusFilter } from './status-words.ts';
import { readTagFilter } from './tags.ts';

export type JobFilterAnswer =
  | { readonly kind: 'ok'; readonly filter: JobFilter }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What the query asks for, in the words of the core. */
export function toJobFilter(query: ListQuery): JobFilterAnswer {
  const tags = query.tags === undefined ? undefined : readTagFilter(query.tags);
  if (tags === null) {
    return refused('tags must be of the form k1=v1,k2=v2 with keys and values that a tag can have');
  }
  const engine = query['engine-type'] ?? query.engine_type;
  if (engine !== (query.engine_type ?? engine)) {
    return refused('engine-type and engine_type mean the same and must not differ');
  }
  const filter: JobFilter = {
    ...named('jobId', query['job-id']?.toLowerCase()),
    ...named('queueName', query.queue_name?.toLowerCase()),
    ...named('owner', query.owner),
    ...named('engine', engine?.toLowerCase()),
    ...named('database', query.db_name),
    ...named('statementClasses', wantedClasses(query)),
    ...named('statuses', query['job-status'] && toStatusFilter(query['job-status'])),
    ...named('submittedAfter', limitOf(query.start)),
    ...named('submittedBefore', limitOf(query.end)),
    ...named('sqlContains', query.sql_pattern),
    ...named('tags', tags),
    ...named('table', query.table_name),
  };
  return { kind: 'ok', filter };
}

export function toJobPage(query: ListQuery): JobPage {
  const limit = Number(query['page-size'] ?? 50);
  const offset = (Number(query['current-page'] ?? 1) - 1) * limit;
  return { offset, limit, order: orders[query.order ?? 'start_time_desc'] };
}

const orders: Record<NonNullable<ListQuery['order']>, JobPage['order']> = {
  start_time_desc: 'submitted_desc',
  start_time_asc: 'submitted_asc',
  duration_desc: 'duration_desc',
  duration_asc: 'duration_asc',
};

/** `job-type` and `job_types` cut each other down where both are given. */
function wantedClasses(query: ListQuery): readonly WorkClass[] {
  const one = query['job-type'];
  const some = query.job_types;
  const isAny = one === undefined || one === 'ALL';
  const types = some === undefined ? jobTypes : toJobTypes(some);
  return toStatementClasses(isAny ? types : types.filter((type) => type === one));
}

/** Given by a repeated key, by commas, or by both. Their words were checked by the schema. */
function toJobTypes(given: string | readonly string[]): readonly JobType[] {
  const words = [given].flat().flatMap((text) => text.split(',').map((word) => word.trim()));
  const wanted = new Set(words);
  return jobTypes.filter((type) => wanted.has(type));
}

/** 0 means no limit, which is what some clients send by default. */
function limitOf(time: string | undefined): number | undefined {
  return Number(time ?? 0) || undefined;
}

function named<Field extends string, Value>(
  field: Field,
  value: Value | undefined,
): { readonly [F in Field]?: Value } {
  return value === undefined ? {} : ({ [field]: value } as { [F in Field]: Value });
}

function refused(message: string): JobFilterAnswer {
  return { kind: 'refused', refusal: invalid(message) };
}
