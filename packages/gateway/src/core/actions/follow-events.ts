import { isEnded, type Job } from '../job/job.ts';
import type { FeedExtent, FeedScope, JobEvent } from '../ports/event-feed.ts';
import type { Ports } from '../ports/ports.ts';
import { Bell } from './bell.ts';
import { type FeedPosition, type ResetReason, resetReason } from './feed-position.ts';

/** Where a reader begins: after a position, at the oldest event that is kept, or with what comes next. */
export type FeedStart = FeedPosition | 'oldest' | 'now';

export type FeedItem =
  /** Where the reader stands, so that it can come back even when nothing happens. */
  | { readonly kind: 'position'; readonly position: FeedPosition }
  /** It cannot go on where it stopped: what is kept begins after `position`, and follows. */
  | { readonly kind: 'reset'; readonly reason: ResetReason; readonly position: FeedPosition }
  | { readonly kind: 'event'; readonly event: JobEvent; readonly position: FeedPosition }
  /** Nothing has happened for a while. */
  | { readonly kind: 'quiet' };

export type FollowAnswer =
  | { readonly kind: 'items'; readonly items: AsyncGenerator<readonly FeedItem[]> }
  /** The job has ended and the reader has heard of it: there is nothing more to come. */
  | { readonly kind: 'over' }
  | { readonly kind: 'unknown' };

/** Events of a page. The next one is read when the reader has taken this one. */
const pageLength = 200;
/** How often a reader that hears nothing is told so. */
const quietMs = 15_000;
/** News of many jobs at once are read together. */
const gatherMs = 20;

type FollowPorts = Pick<Ports, 'jobs' | 'events' | 'news' | 'clock'>;

/**
 * Follows what happens to one job or to all of a project: every event once, in order, without a gap.
 * Items come no faster than they are taken, and nothing is kept for a reader that is slow. Of one job
 * they end after its ending.
 * @param left aborts when the reader is gone, or has to go
 */
export async function followEvents(
  ports: FollowPorts,
  scope: FeedScope,
  start: FeedStart,
  left: AbortSignal,
): Promise<FollowAnswer> {
  const extent = await ports.events.extent();
  const opened = open(extent, start);
  const { jobId, projectId } = scope;
  if (jobId === null) return { kind: 'items', items: follow(ports, scope, opened, left) };

  // I10: the feed of another project's job is as unknown as the job.
  const job = await ports.jobs.find(projectId, jobId);
  if (!job) return { kind: 'unknown' };
  const isOver = opened.first.length === 0 && isEnded(job) && (await hasRead(ports, scope, opened));
  return isOver ? { kind: 'over' } : { kind: 'items', items: follow(ports, scope, opened, left) };
}

interface Opened {
  readonly epoch: string;
  readonly seq: number;
  /** What the reader is told before any event. */
  readonly first: readonly FeedItem[];
}

function open({ epoch, prunedThrough, newest }: FeedExtent, start: FeedStart): Opened {
  if (start === 'oldest') return { epoch, seq: prunedThrough, first: [] };
  if (start === 'now') {
    const position = { epoch, seq: newest };
    return { ...position, first: [{ kind: 'position', position }] };
  }
  const reason = resetReason({ epoch, prunedThrough, newest }, start);
  if (reason === null) return { ...start, first: [] };
  const position = { epoch, seq: prunedThrough };
  return { ...position, first: [{ kind: 'reset', reason, position }] };
}

async function hasRead({ events }: FollowPorts, scope: FeedScope, { seq }: Opened) {
  return (await events.read(scope, seq, 1)).length === 0;
}

async function* follow(
  ports: FollowPorts,
  scope: FeedScope,
  { epoch, seq, first }: Opened,
  left: AbortSignal,
): AsyncGenerator<readonly FeedItem[]> {
  if (first.length > 0) yield first;
  using bell = new Bell(ports, (job) => (isWithin(scope, job) ? job : null));
  let after = seq;
  let toldAt = ports.clock.steady();
  while (!left.aborted) {
    bell.rearm();
    // Read before its events: when it has ended here, they are all there.
    const job = scope.jobId === null ? null : await ports.jobs.find(scope.projectId, scope.jobId);
    const events = await ports.events.read(scope, after, pageLength);
    if (events.length > 0) {
      after = events.at(-1)?.seq ?? after;
      yield events.map((event) => ({ kind: 'event', event, position: { epoch, seq: event.seq } }));
      toldAt = ports.clock.steady();
    }
    if (events.length === pageLength) continue;
    if (scope.jobId !== null && (!job || isEnded(job))) return;
    if (await bell.sleep(left)) await ports.clock.sleep(gatherMs, left);
    if (ports.clock.steady() - toldAt < quietMs || left.aborted) continue;
    yield [{ kind: 'quiet' }];
    toldAt = ports.clock.steady();
  }
}

function isWithin({ projectId, jobId }: FeedScope, { id, request }: Job): boolean {
  return request.projectId === projectId && (jobId === null || jobId === id);
}
