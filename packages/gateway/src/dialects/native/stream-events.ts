import { EventId } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { FeedItem, FeedStart, FollowAnswer } from '../../core/actions/follow-feed.ts';
import { answerWithEvents } from './answer-with-events.ts';
import type { EventStreams } from './event-streams.ts';
import { fromEventId } from './event-text.ts';
import type { Refusal } from './refusal.ts';

/** Where a client that comes back stands. */
export const ResumeHeaders = Type.Object({ 'last-event-id': Type.Optional(EventId) });

export function startOf(after: string | undefined, absent: 'oldest' | 'now'): FeedStart {
  if (after === undefined) return absent;
  return after === 'oldest' ? after : fromEventId(after);
}

interface Asked<Event> {
  readonly follow: (left: AbortSignal) => Promise<FollowAnswer<Event>>;
  readonly isWanted: (event: Event) => boolean;
  readonly toText: (item: FeedItem<Event>) => string;
  /** The refusal where there is nothing to follow. */
  readonly unknown: Refusal;
}

/** Answers with what happens in a feed as server-sent events. */
export function streamEvents<Event>(
  request: FastifyRequest,
  reply: FastifyReply,
  streams: EventStreams,
  { follow, isWanted, toText, unknown }: Asked<Event>,
): Promise<FastifyReply> {
  return answerWithEvents(request, reply, streams, async (left) => {
    const answer = await follow(left);
    switch (answer.kind) {
      case 'unknown':
        return { kind: 'refused', refusal: unknown };
      case 'over':
        return answer;
      case 'items':
        return { kind: 'texts', texts: toTexts(answer.items, isWanted, toText, request.mayGoOn) };
    }
  });
}

async function* toTexts<Event>(
  pages: AsyncIterable<readonly FeedItem<Event>[]>,
  isWanted: (event: Event) => boolean,
  toText: (item: FeedItem<Event>) => string,
  mayGoOn: () => Promise<boolean>,
): AsyncGenerator<string> {
  for await (const items of pages) {
    const wanted = items.filter((item) => item.kind !== 'event' || isWanted(item.event));
    // He is told why when he comes back.
    if (!(await mayGoOn())) return;
    if (wanted.length > 0) yield wanted.map(toText).join('');
  }
}
