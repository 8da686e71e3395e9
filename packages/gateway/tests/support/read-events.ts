import { createParser } from 'eventsource-parser';
import { soon } from './soon.ts';

/** One event of a stream, its data parsed. */
export interface StreamedEvent {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A stream of server-sent events that a test reads, one event after the other. */
export interface EventReader extends AsyncDisposable {
  readonly response: Response;
  /** The next event; null when the stream has ended. */
  next(): Promise<StreamedEvent | null>;
  /** The next `count` events. */
  take(count: number): Promise<readonly StreamedEvent[]>;
  /** All events until the stream ends. */
  rest(): Promise<readonly StreamedEvent[]>;
}

/** @throws when the answer is no stream */
export async function readEvents(
  url: string,
  headers: Record<string, string>,
): Promise<EventReader> {
  const left = new AbortController();
  const response = await fetch(url, { headers, signal: left.signal });
  if (response.status !== 200 || !response.body) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  const events: StreamedEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }) =>
      events.push({ event, id, data: JSON.parse(data) as StreamedEvent['data'] }),
  });
  const texts = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => {
    while (events.length === 0) {
      const { done, value } = await soon('the next event', texts.read());
      if (done) return null;
      parser.feed(value);
    }
    return events.shift() ?? null;
  };
  return {
    response,
    next,
    take: async (count) => {
      const taken: StreamedEvent[] = [];
      while (taken.length < count) {
        const event = await next();
        if (!event) throw new Error(`the stream ended after ${taken.length} of ${count} events`);
        taken.push(event);
      }
      return taken;
    },
    rest: async () => {
      const taken: StreamedEvent[] = [];
      for (let event = await next(); event; event = await next()) taken.push(event);
      return taken;
    },
    [Symbol.asyncDispose]: async () => {
      left.abort();
      await texts.cancel().catch(() => {});
    },
  };
}
