import { EventId, EventsQuery, JobEventsQuery } from '@sluice/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { FeedItem, FeedStart, FollowAnswer } from '../../../core/actions/follow-events.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { JobEvent } from '../../../core/ports/event-feed.ts';
import { answerWithEvents } from '../answer-with-events.ts';
import type { EventStreams } from '../event-streams.ts';
import { fromEventId, toEventText } from '../event-text.ts';
import { JobParams } from '../job-params.ts';
import { unknownJob } from '../job-refusals.ts';
import type { NativeApp } from '../native-app.ts';
import type { Refusal } from '../refusal.ts';

/** Where a client that comes back stands. */
const ResumeHeaders = Type.Object({ 'last-event-id': Type.Optional(EventId) });

/** Streams what happens to one job, or to all that the caller sees, as server-sent events. */
export function followEventsRoutes(
  app: NativeApp,
  actions: GuardedActions,
  streams: EventStreams,
): void {
  app.get(
    '/jobs/:id/events',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: { params: JobParams, headers: ResumeHeaders, querystring: JobEventsQuery },
    },
    (request, reply) => {
      const id = request.params.id.toLowerCase();
      const start = startOf(request.headers['last-event-id'] ?? request.query.after, 'oldest');
      return stream(request, reply, streams, {
        follow: (left) => actions.followJob(request.principal, id, start, left),
        isWanted: () => true,
        unknown: unknownJob(id),
      });
    },
  );

  app.get(
    '/events',
    {
      config: { needs: 'read' },
      exposeHeadRoute: false,
      schema: { headers: ResumeHeaders, querystring: EventsQuery },
    },
    (request, reply) => {
      const { query } = request;
      const start = startOf(request.headers['last-event-id'] ?? query.after, 'now');
      const queue = query.queue?.toLowerCase();
      return stream(request, reply, streams, {
        follow: (left) => actions.followProject(request.principal, start, left),
        // Passed over here, so that each read of the feed is short however few events are wanted.
        isWanted: ({ kind, job }) =>
          (query.kind?.includes(kind) ?? true) && (queue === undefined || queue === job?.queueName),
        unknown: unknownJob(''),
      });
    },
  );
}

function startOf(after: string | undefined, absent: 'oldest' | 'now'): FeedStart {
  if (after === undefined) return absent;
  return after === 'oldest' ? after : fromEventId(after);
}

interface Asked {
  readonly follow: (left: AbortSignal) => Promise<FollowAnswer>;
  readonly isWanted: (event: JobEvent) => boolean;
  /** The refusal where there is nothing to follow. */
  readonly unknown: Refusal;
}

function stream(
  request: FastifyRequest,
  reply: FastifyReply,
  streams: EventStreams,
  { follow, isWanted, unknown }: Asked,
): Promise<FastifyReply> {
  return answerWithEvents(request, reply, streams, async (left) => {
    const answer = await follow(left);
    switch (answer.kind) {
      case 'unknown':
        return { kind: 'refused', refusal: unknown };
      case 'over':
        return answer;
      case 'items':
        return { kind: 'texts', texts: toTexts(answer.items, isWanted, request.mayGoOn) };
    }
  });
}

async function* toTexts(
  pages: AsyncIterable<readonly FeedItem[]>,
  isWanted: (event: JobEvent) => boolean,
  mayGoOn: () => Promise<boolean>,
): AsyncGenerator<string> {
  for await (const items of pages) {
    const wanted = items.filter((item) => item.kind !== 'event' || isWanted(item.event));
    // He is told why when he comes back.
    if (!(await mayGoOn())) return;
    if (wanted.length > 0) yield wanted.map(toEventText).join('');
  }
}
