import type { Gateway } from './call-gateway.ts';
import { openBody } from './open-body.ts';

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
  const { headers, body } = await openBody(gateway, {
    method: 'GET',
    path: `/jobs/${encodeURIComponent(jobId)}/result`,
    query: { offset, limit },
    accept: 'text/csv',
    timeoutMs,
    signal,
  });
  const totalRows = headers.get('x-total-rows');
  return { totalRows: totalRows === null ? null : Number(totalRows), body };
}
