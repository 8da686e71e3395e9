import { type Gateway, openStream, toCallError } from './call-gateway.ts';

export interface CsvOptions {
  /** The first row wanted, counted from 0. */
  readonly offset?: number | undefined;
  /** At most so many rows; all when absent. */
  readonly limit?: number | undefined;
  /** How long each part of the stream may take. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A result as RFC 4180 text with a header line. NULL is an empty field, empty text is `""`. */
export interface Csv {
  /** Rows of the whole result, whatever was asked for (I11); null when the gateway does not say. */
  readonly totalRows: number | null;
  readonly body: ReadableStream<Uint8Array>;
}

export async function readCsv(
  gateway: Gateway,
  jobId: string,
  { offset, limit, timeoutMs = 60_000, signal }: CsvOptions,
): Promise<Csv> {
  // Ends the request when a part is late, long after the deadline of its beginning has passed.
  const expiry = new AbortController();
  const { headers, body } = await openStream(gateway, {
    method: 'GET',
    path: `/jobs/${encodeURIComponent(jobId)}/result`,
    query: { offset, limit },
    accept: 'text/csv',
    timeoutMs,
    signal: signal ? AbortSignal.any([signal, expiry.signal]) : expiry.signal,
  });
  const totalRows = headers.get('x-total-rows');
  return {
    totalRows: totalRows === null ? null : Number(totalRows),
    body: withDeadlines(body, timeoutMs, expiry, (error) =>
      toCallError(error, gateway.url, timeoutMs, expiry.signal, signal),
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
