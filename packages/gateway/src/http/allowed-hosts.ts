import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** By which names this gateway may be called. */
export interface AllowedHosts {
  allows(hostname: string): boolean;
}

/**
 * Loopback names, the address that is listened on, the names of the certificate, and those that a
 * setting adds. A page that has its own name point here (DNS rebinding) sends that name as Host.
 * @param certificate the one in use now; null without TLS
 */
export function allowedHosts(
  listenHost: string,
  named: readonly string[],
  certificate: () => X509Certificate | null,
): AllowedHosts {
  const known = new Set([listenHost, ...named].map((name) => name.toLowerCase()));
  return {
    allows: (hostname) =>
      isLoopback(hostname) || known.has(hostname) || isInCertificate(certificate(), hostname),
  };
}

/** What answers on loopback alone is called by no other name. */
export const loopbackHosts: AllowedHosts = { allows: isLoopback };

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.[0-9]{1,3}){3}|::1)$/.test(hostname);
}

function isInCertificate(certificate: X509Certificate | null, hostname: string): boolean {
  if (!certificate) return false;
  const name = isIP(hostname) ? certificate.checkIP(hostname) : certificate.checkHost(hostname);
  return name !== undefined;
}
