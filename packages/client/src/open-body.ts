import { type Call, type Gateway, openStream, toCallError } from './call-gateway.ts';

/** Asks for a stream of bytes of which each part comes within the call's time, as its beginning does. */
export async function openBody(
  gateway: Gateway,
  call: Call,
  partTimeoutMs = call.timeoutMs,
): Promise<{ readonly headers: Headers; readonly body: ReadableStream<Uint8Array> }> {
  const { signal } = call;
  // Ends the request when a part is late, long after the deadline of its beginning has passed.
  const expiry = new AbortController();
  const { headers, body } = await openStream(gateway, {
    ...call,
    signal: signal ? AbortSignal.any([signal, expiry.signal]) : expiry.signal,
  });
  return {
    headers,
    body: withDeadlines(body, partTimeoutMs, expiry, (error) =>
      toCallError(error, gateway.url, partTimeoutMs, expiry.signal, signal),
    ),
  };
}

/** The same bytes; the time runs only while somebody wants some and none come (I9). */
function withDeadlines(
  body: ReadableStream<Uint8Array>,
  timeoutMs: number,
  expiry: AbortController,
  toError: (error: unknown) => Error,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const timer = setTimeout(() => expiry.abort(), timeoutMs);
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          throw toError(error);
        } finally {
          clearTimeout(timer);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead of what was asked for.
    { highWaterMark: 0 },
  );
}
