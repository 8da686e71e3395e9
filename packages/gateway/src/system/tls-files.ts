import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { reasonOf } from './reason-of.ts';

/** A certificate with its key, as they are served. */
export interface TlsPair {
  /** PEM, with the intermediate certificates that follow the first. */
  readonly cert: string;
  readonly key: string;
  /** The first of the file: the gateway's own. */
  readonly own: X509Certificate;
}

export type TlsAnswer =
  | { readonly kind: 'read'; readonly pair: TlsPair }
  /** One line for a person: which file, what is wrong, what to do. */
  | { readonly kind: 'refused'; readonly detail: string };

/** Reads a certificate and its key, and looks whether they can be served at this time. */
export function readTlsFiles(certFile: string, keyFile: string, now: number): TlsAnswer {
  const cert = readText(certFile, 'the certificate', 'SLUICE_TLS_CERT');
  if (cert.kind === 'refused') return cert;
  const key = readText(keyFile, 'the key', 'SLUICE_TLS_KEY');
  if (key.kind === 'refused') return key;
  const own = parsed(() => new X509Certificate(cert.text));
  if (!own) return refused(`${certFile} is no certificate in PEM (SLUICE_TLS_CERT)`);
  const privateKey = parsed(() => createPrivateKey(key.text));
  if (!privateKey)
    return refused(`${keyFile} is no private key in PEM without a passphrase (SLUICE_TLS_KEY)`);
  return check({ cert: cert.text, key: key.text, own }, privateKey, { certFile, keyFile, now });
}

function check(
  pair: TlsPair,
  key: KeyObject,
  { certFile, keyFile, now }: { certFile: string; keyFile: string; now: number },
): TlsAnswer {
  const { own } = pair;
  if (!own.checkPrivateKey(key)) {
    return refused(`the key ${keyFile} does not belong to the certificate ${certFile}`);
  }
  if (Date.parse(own.validTo) <= now) {
    return refused(`the certificate ${certFile} expired on ${own.validTo}: renew it`);
  }
  if (Date.parse(own.validFrom) > now) {
    return refused(
      `the certificate ${certFile} is not valid before ${own.validFrom}: is the clock right?`,
    );
  }
  return { kind: 'read', pair };
}

type TextAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { kind: 'refused'; detail: string };

function readText(path: string, what: string, setting: string): TextAnswer {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') };
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isGone ? 'there is no such file' : reasonOf(error);
    return refused(`cannot read ${what} ${path} (${setting}): ${reason}`);
  }
}

function parsed<T>(parse: () => T): T | null {
  try {
    return parse();
  } catch {
    return null;
  }
}

function refused(detail: string): { kind: 'refused'; detail: string } {
  return { kind: 'refused', detail };
}
