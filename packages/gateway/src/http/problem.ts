import { STATUS_CODES } from 'node:http';

/**
 * An error outside every dialect, in the form of RFC 9457 and with the stable words of the native API.
 * @param detail for people: what was wrong, where, what to do
 */
export function problem(status: number, detail: string, requestId: string) {
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code: codeOf(status),
    detail,
    request_id: requestId,
  };
}

function codeOf(status: number): string {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 413) return 'body_too_large';
  return status < 500 ? 'invalid_request' : 'internal';
}
