import type { FastifyRequest } from 'fastify';
import { RequestError } from './request-error.ts';

/**
 * A page of another origin must not write here with what a browser sends along by itself. Only
 * browsers send `Origin`, so a write without it passes.
 * @throws RequestError when the page that asks is not of this host
 */
export function refuseForeignOrigin(request: Pick<FastifyRequest, 'method' | 'headers'>): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, host } = request.headers;
  if (origin === undefined || isOf(host ?? '', origin)) return;
  throw new RequestError(
    403,
    'SLUICE_FOREIGN_ORIGIN',
    'The Origin of the request is not the host that it was sent to.',
  );
}

/** Reads the host as the origin's scheme would, so that a default port counts as none. */
function isOf(host: string, origin: string): boolean {
  const page = URL.parse(origin);
  if (page?.protocol !== 'http:' && page?.protocol !== 'https:') return false;
  return URL.parse(`${page.protocol}//${host}`)?.host === page.host;
}
