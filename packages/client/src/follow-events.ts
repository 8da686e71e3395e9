import type { FeedReset, JobEvent, SessionEvent } from '@sluice/protocol';
import { type EventSourceMessage, createParser } from 'eventsource-parser';
import type { Gateway } from './call-gateway.ts';
import { ConnectionError } from './errors/connection-error.ts';
import { UnexpectedAnswerError } from './errors/unexpected-answer-error.ts';
import { TimeoutError } from './errors/timeout-error.ts';
import { isEnding } from './has-ended.ts';
import { openBody } from './open-body.ts';
import { pause } from './persist.ts';

export interface FollowOptions {
  /** One job or session; absent: all jobs that the caller sees in the project. */
  readonly jobId?: string;
  readonly sessionId?: string;
  /** Begin after this event, or `oldest`. Absent: a job or session from its beginning, the project from now on. */
  readonly after?: string;
  /** Of the project: only these. */
  readonly kinds?: readonly string[];
  readonly queue?: string;
  readonly signal?: AbortSignal | undefined;
  /** Called once when the gateway cannot be reached; it is tried again. */
  readonly onLost?: (error: ConnectionError | TimeoutError) => void;
  /** Called once when it can be again. */
  readonly onBack?: () => void;
}

/** What happens, in order. `id` is the place to go on from. */
export type Followed =
  | { readonly kind: 'job'; readonly id: string; readonly event: JobEvent }
  | { readonly kind: 'session'; readonly id: string; readonly event: SessionEvent }
  /** Some events are gone for good: what follows begins after `id`. */
  | { readonly kind: 'reset'; readonly id: string; readonly reason: FeedReset['reason'] };

const openMs = 10_000;
/** A gateway says something every 15 s. */
const silentMs = 45_000;
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** How long the gateway may be away before the following is given up. */
const patienceMs = 60_000;

/**
 * Follows the events of a job or session until it has ended, or of the project without an end, over any number of
 * connections: each event once, in order. Nothing is read ahead of what is taken.
 * @throws ProblemError, AbortedError; ConnectionError or TimeoutError when the gateway stays away
 */
export async function* followEvents(
  gateway: Gateway,
  options: FollowOptions,
): AsyncGenerator<Followed> {
  let after = options.after;
  let pauseMs = firstPauseMs;
  let lostAt: number | null = null;
  const back = () => {
    if (lostAt !== null) options.onBack?.();
    lostAt = null;
  };
  for (;;) {
    try {
      const stream = await openEvents(gateway, options, after);
      back();
      for await (const { event, id, data } of messagesIn(stream)) {
        after = id ?? after;
        pauseMs = firstPauseMs;
        const followed = toFollowed(event, id, data);
        if (followed) yield followed;
        if (followed && isTheEnd(options, followed)) return;
      }
    } catch (error) {
      // There is nothing more of this job or session.
      if (error instanceof UnexpectedAnswerError && error.status === 204) return back();
      if (!(error instanceof ConnectionError || error instanceof TimeoutError)) throw error;
      if (lostAt === null) options.onLost?.(error);
      lostAt ??= performance.now();
      if (performance.now() - lostAt > patienceMs) throw error;
    }
    await pause(pauseMs, options.signal);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
}

async function openEvents(
  gateway: Gateway,
  { jobId, sessionId, kinds, queue, signal }: FollowOptions,
  after: string | undefined,
): Promise<ReadableStream<Uint8Array>> {
  const { body } = await openBody(
    gateway,
    {
      method: 'GET',
      path: `${pathOf(jobId, sessionId)}/events`,
      query: { after, ...(kinds && { kind: kinds }), ...(queue !== undefined && { queue }) },
      accept: 'text/event-stream',
      timeoutMs: openMs,
      signal,
    },
    silentMs,
  );
  return body;
}

function pathOf(jobId?: string, sessionId?: string): string {
  if (jobId !== undefined) return `/jobs/${encodeURIComponent(jobId)}`;
  return sessionId === undefined ? '' : `/sessions/${encodeURIComponent(sessionId)}`;
}

/** Whether nothing more happens to what is followed. */
function isTheEnd({ jobId, sessionId }: FollowOptions, followed: Followed): boolean {
  switch (followed.kind) {
    case 'job':
      return jobId !== undefined && isEnding(followed.event.kind);
    case 'session':
      return sessionId !== undefined && isSessionEnding(followed.event.kind);
    case 'reset':
      return false;
  }
}

function isSessionEnding(kind: SessionEvent['kind']): boolean {
  switch (kind) {
    case 'waiting':
    case 'starting':
    case 'open':
    case 'restored':
    case 'closing':
      return false;
    case 'closed':
    case 'failed':
    case 'lost':
      return true;
  }
}

async function* messagesIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<EventSourceMessage> {
  const messages: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => messages.push(message) });
  const texts = new TextDecoder();
  for await (const bytes of stream) {
    parser.feed(texts.decode(bytes, { stream: true }));
    yield* messages.splice(0);
  }
}

function toFollowed(
  name: string | undefined,
  id: string | undefined,
  data: string,
): Followed | null {
  if (id === undefined) return null;
  switch (name ?? 'message') {
    case 'job':
      return { kind: 'job', id, event: JSON.parse(data) as JobEvent };
    case 'session':
      return { kind: 'session', id, event: JSON.parse(data) as SessionEvent };
    case 'reset':
      return { kind: 'reset', id, reason: (JSON.parse(data) as FeedReset).reason };
    default:
      // Where the stream stands, or what a later gateway tells besides.
      return null;
  }
}
