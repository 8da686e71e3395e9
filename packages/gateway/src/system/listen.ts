import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Door } from '../config/config.ts';
import { StartError } from './start-error.ts';
import type { TlsPair } from './tls-files.ts';

/**
 * Starts to listen.
 * @param setting which says where
 * @returns the URL to call, by a name that the certificate has where there is one
 * @throws StartError when it cannot
 */
export async function listen(
  app: FastifyInstance,
  { host, port }: Door['listen'],
  pair: TlsPair | null,
  setting: string,
): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === 'EADDRINUSE' ? `it is in use; stop that program, or set ${setting}` : message;
    throw new StartError(`cannot listen on ${host}:${port}: ${reason}`);
  }
  const { port: bound } = app.server.address() as AddressInfo;
  const name = callableName(host, pair);
  return `${pair ? 'https' : 'http'}://${name.includes(':') ? `[${name}]` : name}:${bound}`;
}

/** Whether an address stands for all that the machine has. */
export function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** An address that stands for all of them cannot be called, and TLS takes a name of its certificate. */
function callableName(host: string, pair: TlsPair | null): string {
  const reachable = isEveryAddress(host) ? '127.0.0.1' : host;
  if (!pair) return reachable;
  const { own } = pair;
  if (own.checkIP(reachable) !== undefined || own.checkHost(reachable) !== undefined) {
    return reachable;
  }
  const names = own.subjectAltName?.matchAll(/DNS:([^*,\s]+)/g) ?? [];
  return Array.from(names, ([, name]) => name)[0] ?? reachable;
}
