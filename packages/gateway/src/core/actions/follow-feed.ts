import type { Clock } from '../ports/clock.ts';
import type { FeedExtent, JobEvent } from '../ports/event-feed.ts';
import { type FeedPosition, type ResetReason, resetReason } from './feed-position.ts';

/** Where a reader begins: after a position, at the oldest event that is kept, or with what comes next. */
export type FeedStart = FeedPosition | 'oldest' | 'now';

export type FeedItem<Event = JobEvent> =
  /** Where the reader stands, so that it can come back even when nothing happens. */
  | { readonly kind: 'position'; readonly position: FeedPosition }
  /** It cannot go on where it stopped: what is kept begins after `position`, and follows. */
  | { readonly kind: 'reset'; readonly reason: ResetReason; readonly position: FeedPosition }
  | { readonly kind: 'event'; readonly event: Event; readonly position: FeedPosition }
  /** Nothing has happened for a while. */
  | { readonly kind: 'quiet' };

export type FollowAnswer<Event = JobEvent> =
  | { readonly kind: 'items'; readonly items: AsyncGenerator<readonly FeedItem<Event>[]> }
  /** What was followed has ended and the reader has heard of it: there is nothing more to come. */
  | { readonly kind: 'over' }
  | { readonly kind: 'unknown' };

/** What is followed. */
export interface FeedSource<Event extends { readonly seq: number }> {
  /** Events with a greater number than `after`, in order, and whether no other will follow them. */
  read(after: number, limit: number): Promise<FeedRead<Event>>;
  /** Rings when there may be more to read. */
  openBell(): FeedBell;
}

export interface FeedRead<Event> {
  readonly events: readonly Event[];
  readonly isOver: boolean;
}

interface FeedBell extends Disposable {
  rearm(): void;
  sleep(left: AbortSignal): Promise<unknown>;
}

/** Events of a page. The next one is read when the reader has taken this one. */
const pageLength = 200;
/** How often a reader that hears nothing is told so. */
const quietMs = 15_000;
/** News of many moves at once are read together. */
const gatherMs = 20;

/**
 * Follows a feed: every event once, in order, without a gap, until it is over. Items come no faster than
 * they are taken, and nothing is kept for a reader that is slow.
 * @param left aborts when the reader is gone, or has to go
 */
export async function followFeed<Event extends { readonly seq: number }>(
  clock: Clock,
  source: FeedSource<Event>,
  extent: FeedExtent,
  start: FeedStart,
  left: AbortSignal,
): Promise<FollowAnswer<Event>> {
  const opened = open(extent, start);
  if (opened.first.length === 0) {
    const { events, isOver } = await source.read(opened.seq, 1);
    if (events.length === 0 && isOver) return { kind: 'over' };
  }
  return { kind: 'items', items: follow(clock, source, opened, left) };
}

interface Opened {
  readonly epoch: string;
  readonly seq: number;
  /** What the reader is told before any event. */
  readonly first: readonly Exclude<FeedItem, { kind: 'event' }>[];
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

async function* follow<Event extends { readonly seq: number }>(
  clock: Clock,
  source: FeedSource<Event>,
  { epoch, seq, first }: Opened,
  left: AbortSignal,
): AsyncGenerator<readonly FeedItem<Event>[]> {
  if (first.length > 0) yield first;
  using bell = source.openBell();
  let after = seq;
  let toldAt = clock.steady();
  while (!left.aborted) {
    bell.rearm();
    const { events, isOver } = await source.read(after, pageLength);
    if (events.length > 0) {
      after = events.at(-1)?.seq ?? after;
      yield events.map((event) => ({ kind: 'event', event, position: { epoch, seq: event.seq } }));
      toldAt = clock.steady();
    }
    if (events.length === pageLength) continue;
    if (isOver) return;
    if (await bell.sleep(left)) await clock.sleep(gatherMs, left);
    if (clock.steady() - toldAt < quietMs || left.aborted) continue;
    yield [{ kind: 'quiet' }];
    toldAt = clock.steady();
  }
}
