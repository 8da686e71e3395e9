import type { Gateway } from './call-gateway.ts';
import { openBody } from './open-body.ts';

/** The forms of a result that come as one piece: text, a file of typed columns, or a stream of them (Arrow IPC). */
export const downloadForms = ['csv', 'jsonl', 'parquet', 'arrow'] as const;
export type DownloadForm = (typeof downloadForms)[number];

const mediaTypes: Record<DownloadForm, string> = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
};

export interface DownloadOptions {
  /** The first row wanted, counted from 0. */
  readonly offset?: number | undefined;
  /** At most so many rows; all when absent. */
  readonly limit?: number | undefined;
  /** How long each part of the stream may take. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A result on its way here. CSV is RFC 4180 with a header line; NULL is an empty field, empty text is `""`. */
export interface Download {
  /** Rows of the whole result, whatever was asked for (I11); null when the gateway does not say. */
  readonly totalRows: number | null;
  /** It fails where it is cut off: what has come until then is not the result. */
  readonly body: ReadableStream<Uint8Array>;
}

export async function downloadResult(
  gateway: Gateway,
  jobId: string,
  form: DownloadForm,
  { offset, limit, timeoutMs = 60_000, signal }: DownloadOptions,
): Promise<Download> {
  const { headers, body } = await openBody(gateway, {
    method: 'GET',
    path: `/jobs/${encodeURIComponent(jobId)}/result`,
    query: { offset, limit },
    accept: mediaTypes[form],
    timeoutMs,
    signal,
  });
  const totalRows = headers.get('x-total-rows');
  return { totalRows: totalRows === null ? null : Number(totalRows), body };
}
