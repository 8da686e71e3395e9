import type { Server as HttpServer } from 'node:http';
import { Server as HttpsServer } from 'node:https';
import type { ReloadTls } from './admin/verbs/reload-tls.ts';
import type { Door } from './config/config.ts';
import { allowedHosts } from './http/allowed-hosts.ts';
import type { Outside } from './http/build-app.ts';
import { isEveryAddress } from './system/listen.ts';
import { StartError } from './system/start-error.ts';
import { systemClock } from './system/system-clock.ts';
import type { WelcomeCertificate } from './system/welcome-text.ts';
import { TlsCertificate } from './system/tls-certificate.ts';
import { readTlsFiles } from './system/tls-files.ts';

/**
 * Opens the certificate that the settings name; null without TLS.
 * @throws StartError when it cannot be served
 */
export function openTls({ tls }: Door): TlsCertificate | null {
  if (!tls) return null;
  const answer = readTlsFiles(tls.certFile, tls.keyFile, systemClock.now());
  if (answer.kind === 'refused') throw new StartError(answer.detail);
  return new TlsCertificate(tls, answer.pair, systemClock);
}

/** How the server is met from beyond loopback. */
export function outsideOf(door: Door, tls: TlsCertificate | null): Outside {
  return {
    tls: tls?.pair ?? null,
    trustedProxies: door.trustedProxies,
    hosts: allowedHosts(door.listen.host, door.allowedHosts, () => tls?.pair.own ?? null),
  };
}

/** What a person who has just started the gateway has to know of its door. */
export function doorToTell(
  { listen, tls }: Door,
  served: TlsCertificate | null,
): { readonly isEverywhere: boolean; readonly certificate: WelcomeCertificate | null } {
  const own = served?.pair.own;
  return {
    isEverywhere: isEveryAddress(listen.host),
    certificate: tls && own ? { file: tls.certFile, isSelfSigned: own.checkIssued(own) } : null,
  };
}

/** Connections that are open keep their certificate; the next ones get the new one. */
export function tlsReloader(servers: readonly HttpServer[], tls: TlsCertificate | null): ReloadTls {
  return () => {
    if (!tls) return { kind: 'no_tls' };
    const answer = tls.reload();
    if (answer.kind === 'refused') return answer;
    const { cert, key, own } = answer.pair;
    for (const server of servers) {
      if (!(server instanceof HttpsServer))
        throw new Error('a server with a certificate has no TLS');
      server.setSecureContext({ cert, key, minVersion: 'TLSv1.2' });
    }
    return { kind: 'serving', subject: own.subject.replaceAll('\n', ', '), validTo: own.validTo };
  };
}
