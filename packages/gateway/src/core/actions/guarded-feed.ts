import type { Principal } from '../access/principal.ts';
import type { Rights } from '../access/rights.ts';
import type { Job, JobId } from '../job/job.ts';
import type { JobScope } from '../ports/job-store.ts';
import type { Actions } from './actions.ts';
import type { FeedItem, FeedStart, FollowAnswer } from './follow-feed.ts';
import { shownCheck } from './shown-check.ts';

/** What a caller may follow: a job that he sees, or all that he sees of a project. */
export function guardFeed(
  actions: Actions,
  rights: Rights,
  findJob: (principal: Principal, jobId: JobId) => Promise<Job | null>,
) {
  return {
    async followJob(
      principal: Principal,
      jobId: JobId,
      start: FeedStart,
      left: AbortSignal,
    ): Promise<FollowAnswer> {
      if (!(await findJob(principal, jobId))) return { kind: 'unknown' };
      const scope = { projectId: principal.projectId, jobId };
      const answer = await actions.followEvents(scope, start, left);
      return answer.kind === 'items'
        ? { ...answer, items: whileSeen(principal, jobId, shownItems(principal, answer.items)) }
        : answer;
    },

    async followProject(
      principal: Principal,
      start: FeedStart,
      left: AbortSignal,
    ): Promise<FollowAnswer> {
      const scope = { projectId: principal.projectId, jobId: null };
      const answer = await actions.followEvents(scope, start, left);
      return answer.kind === 'items'
        ? { ...answer, items: seenOf(principal, shownItems(principal, answer.items)) }
        : answer;
    },
  };

  /** What he sees is asked for each page: a stream lasts, and what was shared with him may not. */
  async function* seenOf(
    principal: Principal,
    pages: AsyncIterable<readonly FeedItem[]>,
  ): AsyncGenerator<readonly FeedItem[]> {
    for await (const page of pages) {
      const within = await rights.scopeSeen(principal);
      yield within ? page.filter((item) => isWithin(within, item)) : page;
    }
  }

  /** Ends when what he was granted is taken from him: the job is as unknown to him then as none (I10). */
  async function* whileSeen(
    principal: Principal,
    jobId: JobId,
    pages: AsyncIterable<readonly FeedItem[]>,
  ): AsyncGenerator<readonly FeedItem[]> {
    for await (const page of pages) {
      if (!(await findJob(principal, jobId))) return;
      yield page;
    }
  }
}

async function* shownItems(
  { projectId }: Principal,
  pages: AsyncIterable<readonly FeedItem[]>,
): AsyncGenerator<readonly FeedItem[]> {
  for await (const page of pages) yield page.map((item) => shownItem(item, projectId));
}

function shownItem(item: FeedItem, projectId: string): FeedItem {
  if (item.kind !== 'event') return item;
  const { event } = item;
  const released = event.detail.released.map((check) => shownCheck(check, projectId));
  return { ...item, event: { ...event, detail: { ...event.detail, released } } };
}

function isWithin({ owner, queueIds }: JobScope, item: FeedItem): boolean {
  if (item.kind !== 'event') return true;
  const { job } = item.event;
  return job !== null && (job.owner === owner || queueIds.includes(job.queueId));
}
