import type { IncomingMessage } from 'node:http';

/**
 * The address of a request, so that the router can read its path: where that is not percent-encoded UTF-8 each `%` stands for
 * itself. So what is asked is still the address of a dialect, which refuses it in its own words.
 */
export function routableUrl({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const [path = ''] = url.split(/[?#]/, 1);
  return isEncoded(path) ? url : path.replaceAll('%', '%25') + url.slice(path.length);
}

function isEncoded(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
