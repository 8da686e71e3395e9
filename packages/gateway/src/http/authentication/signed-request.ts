import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire, in the parts that a signature covers. Nothing is decoded. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** All values of each header, by its lower-case name, in the order in which they came. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export function toSignedRequest({
  method = '',
  url = '',
  rawHeaders,
}: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>): SignedRequest {
  const queryAt = url.indexOf('?');
  return {
    method,
    path: queryAt < 0 ? url : url.slice(0, queryAt),
    query: queryAt < 0 ? '' : url.slice(queryAt + 1),
    headers: collectHeaders(rawHeaders),
  };
}

/** Node's own collection keeps the first of two, or joins them: neither tells that there were two. */
function collectHeaders(rawHeaders: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const values = headers.get(name) ?? [];
    values.push(rawHeaders[at + 1] ?? '');
    headers.set(name, values);
  }
  return headers;
}
