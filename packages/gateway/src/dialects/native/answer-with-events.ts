import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { clientLeft } from '../client-left.ts';
import { type EventStreams, takenInTime } from './event-streams.ts';
import type { Refusal } from './refusal.ts';
import { refuse } from './refuse.ts';

/** What there is to follow. */
export type Followed =
  | { readonly kind: 'texts'; readonly texts: AsyncIterable<string> }
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Answers with server-sent events (HTML Living Standard, 9.2), as long as the client is there and may have
 * them, and the gateway runs.
 * @param follow is called with what aborts when the stream has to end
 */
export async function answerWithEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  streams: EventStreams,
  follow: (left: AbortSignal) => Promise<Followed>,
): Promise<FastifyReply> {
  const left = clientLeft(reply);
  const opened = streams.open(request.principal.projectId, left, request.mayGoOn);
  if (!opened) return refuse(request, reply, tooManyStreams);
  // Whatever becomes of the answer, its connection closes, or has closed while the caller was looked up.
  if (left.aborted) opened[Symbol.dispose]();
  else left.addEventListener('abort', () => opened[Symbol.dispose](), { once: true });
  const followed = await follow(opened.left);
  switch (followed.kind) {
    case 'refused':
      return refuse(request, reply, followed.refusal);
    case 'over':
      // A browser that comes back after the last event is told by this to come no more.
      return reply.code(204).send();
    case 'texts': {
      const texts = takenInTime(withRetry(followed.texts), () => reply.raw.destroy());
      return (
        reply
          .type('text/event-stream; charset=utf-8')
          .header('cache-control', 'no-store')
          // For proxies that would otherwise gather an answer before they pass it on.
          .header('x-accel-buffering', 'no')
          .send(Readable.from(texts, { highWaterMark: 1 }))
      );
    }
  }
}

/** The first bytes go out at once, so that a client knows that it is heard. */
async function* withRetry(texts: AsyncIterable<string>): AsyncGenerator<string> {
  yield 'retry: 1000\n\n';
  yield* texts;
}

const tooManyStreams: Refusal = {
  code: 'too_many_streams',
  detail: 'The project has as many event streams open as it may. Close one, or try again later.',
  retryAfterS: 5,
};
