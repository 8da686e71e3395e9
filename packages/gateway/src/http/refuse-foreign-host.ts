import type { FastifyRequest } from 'fastify';
import type { AllowedHosts } from './allowed-hosts.ts';
import { RequestError } from './request-error.ts';

/**
 * A write that was sent to another name than ours comes from a page that had its name point here: to
 * its browser, this gateway is of that page's origin. The header as it came counts, not what a proxy
 * says of it: a proxy passes Host on, since signatures cover it.
 * @throws RequestError when the host is not one of this gateway's
 */
export function refuseForeignHost(
  { method, raw }: Pick<FastifyRequest, 'method' | 'raw'>,
  hosts: AllowedHosts,
): void {
  if (method === 'GET' || method === 'HEAD') return;
  // Node leaves out the second of two, which a proxy may have taken (RFC 9112, 3.2): together they are no name.
  const host = raw.rawHeaders.filter(isHost).join(', ');
  const hostname = readHostname(host);
  if (hostname !== null && hosts.allows(hostname)) return;
  throw new RequestError(
    403,
    'SLUICE_FOREIGN_HOST',
    `The request was sent to ${host.slice(0, 255) || 'no host'}, which is not a name of this ` +
      'gateway. Its setting SLUICE_ALLOWED_HOSTS adds names.',
  );
}

function isHost(_value: string, at: number, rawHeaders: readonly string[]): boolean {
  return at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === 'host';
}

/** Null for what is not `host` or `host:port` (RFC 9110, 7.2): a URL may have more before and after it. */
function readHostname(host: string): string | null {
  if (!/^(\[[0-9a-f:.]+\]|[^\s/?#@:[\]\\]+)(:[0-9]*)?$/i.test(host)) return null;
  return URL.parse(`http://${host}`)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? null;
}
