import { queueNames } from '../completing/queue-names.ts';
import type { JobListQuery, JobStatus, Tag } from '@sluice/client';
import { type Noun, pluralOf, textOf } from '../running/noun-of.ts';
import { jobStatuses } from './job-statuses.ts';
import { tagFlag, toTagFilter } from './tag.ts';

/** Which jobs, or batches, a list has. */
export interface JobFilterFlags {
  readonly queue?: string | undefined;
  readonly owner?: string | undefined;
  readonly status?: readonly JobStatus[] | undefined;
  readonly tag?: readonly Tag[] | undefined;
  readonly search?: string | undefined;
}

export function jobFilterFlags(noun: Noun) {
  const many = pluralOf(noun);
  return {
    queue: {
      kind: 'parsed',
      parse: String,
      proposeCompletions: queueNames,
      optional: true,
      placeholder: 'NAME',
      brief: `only ${many} of this queue`,
    },
    owner: {
      kind: 'parsed',
      parse: String,
      optional: true,
      placeholder: 'USER',
      brief: `only ${many} of this user`,
    },
    status: {
      kind: 'enum',
      values: jobStatuses,
      variadic: ',',
      optional: true,
      brief: `only ${many} in one of these, such as queued,running`,
    },
    tag: tagFlag(`only ${many} with this tag`),
    search: {
      kind: 'parsed',
      parse: String,
      optional: true,
      placeholder: 'TEXT',
      brief: `only ${many} with this text in their ${textOf(noun)}`,
    },
  } as const;
}

/** What a list is asked for. */
export function toJobQuery({ queue, owner, status, tag, search }: JobFilterFlags): JobListQuery {
  return {
    ...(queue !== undefined && { queue }),
    ...(owner !== undefined && { owner }),
    ...(status !== undefined && { status: [...status] }),
    ...toTagFilter(tag),
    ...(search !== undefined && { q: search }),
  };
}
