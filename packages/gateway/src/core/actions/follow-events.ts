import { isEnded, type Job } from '../job/job.ts';
import type { FeedScope, JobEvent } from '../ports/event-feed.ts';
import type { Ports } from '../ports/ports.ts';
import { Bell } from './bell.ts';
import { type FeedSource, type FeedStart, followFeed, type FollowAnswer } from './follow-feed.ts';

type FollowPorts = Pick<Ports, 'jobs' | 'events' | 'news' | 'clock'>;

/**
 * Follows what happens to one job or to all of a project. Of one job the events end after its ending.
 * @param left aborts when the reader is gone, or has to go
 */
export async function followEvents(
  ports: FollowPorts,
  scope: FeedScope,
  start: FeedStart,
  left: AbortSignal,
): Promise<FollowAnswer> {
  const { jobId, projectId } = scope;
  // I10: the feed of another project's job is as unknown as the job.
  if (jobId !== null && !(await ports.jobs.find(projectId, jobId))) return { kind: 'unknown' };
  const extent = await ports.events.extent();
  return followFeed(ports.clock, sourceOf(ports, scope), extent, start, left);
}

function sourceOf(ports: FollowPorts, scope: FeedScope): FeedSource<JobEvent> {
  const { projectId, jobId } = scope;
  return {
    read: async (after, limit) => {
      // Read before its events: when it has ended here, they are all there.
      const job = jobId === null ? null : await ports.jobs.find(projectId, jobId);
      const events = await ports.events.read(scope, after, limit);
      return { events, isOver: jobId !== null && (!job || isEnded(job)) };
    },
    openBell: () => new Bell(ports, (job) => (isWithin(scope, job) ? job : null)),
  };
}

function isWithin({ projectId, jobId }: FeedScope, { id, request }: Job): boolean {
  return request.projectId === projectId && (jobId === null || jobId === id);
}
