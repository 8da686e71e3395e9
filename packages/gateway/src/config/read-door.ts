import { resolve } from 'node:path';
import { ConfigError, type Door } from './config.ts';
import { type Setting, settings } from './settings.ts';

/**
 * Reads where to listen and what keeps it safe there.
 * @throws ConfigError when what is beyond loopback would be served in the clear
 */
export function readDoor(read: <T>(setting: Setting<T>) => T | null, directory: string): Door {
  const listen = read(settings.listen);
  if (listen === null) throw new Error('a setting without a fallback was required');
  const cert = read(settings.tlsCert);
  const key = read(settings.tlsKey);
  if ((cert === null) !== (key === null)) {
    throw new ConfigError(
      `${settings.tlsCert.name} and ${settings.tlsKey.name} go together: set both, or neither`,
    );
  }
  const tls =
    cert === null || key === null
      ? null
      : { certFile: resolve(directory, cert), keyFile: resolve(directory, key) };
  const proxies = read(settings.trustedProxies) ?? [];
  const isBehindProxy = read(settings.behindProxy) === true;
  if (!tls && !isBehindProxy && !isLoopback(listen.host)) {
    throw new ConfigError(
      `${settings.listen.name}: ${listen.host} is beyond loopback, where nothing is served in the ` +
        `clear: set ${settings.tlsCert.name} and ${settings.tlsKey.name}, or, behind a proxy that ` +
        `does TLS, ${settings.behindProxy.name}=1`,
    );
  }
  return Object.freeze({
    listen,
    tls,
    trustedProxies: isBehindProxy ? proxies : [],
    allowedHosts: read(settings.allowedHosts) ?? [],
  });
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.[0-9.]+|::1)$/.test(host);
}
