import type { JobListQuery } from '@sluice/protocol';
import type { Tag } from '../../core/job/job.ts';
import type { JobFilter, JobPage } from '../../core/ports/job-store.ts';

/** What a list asks for, in the words of the core. */
export function toJobFilter(query: JobListQuery): JobFilter {
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
    ...(query.tag !== undefined && { tags: query.tag.map(toTag) }),
  };
}

export function toJobPage({ offset = 0, limit = 50, order }: JobListQuery): JobPage {
  return { offset, limit, order: order ?? 'submitted_desc' };
}

/** The key ends at the first colon. */
function toTag(pair: string): Tag {
  const colon = pair.indexOf(':');
  return { key: pair.slice(0, colon), value: pair.slice(colon + 1) };
}
