import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Why tests of TLS are left out here; null where they can run. Node itself makes no certificates. */
export function whyNoCertificate(): string | null {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no program openssl to make a certificate with';
  }
}

/** Makes a certificate for these names, signed by itself, good for a month. */
export function makeCertificate(
  directory: string,
  name: string,
  altNames = 'DNS:localhost,IP:127.0.0.1',
): CertificateFiles {
  const certFile = join(directory, `${name}.cert.pem`);
  const keyFile = join(directory, `${name}.key.pem`);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${altNames}`];
  const files = ['-keyout', keyFile, '-out', certFile];
  execFileSync('openssl', ['req', '-x509', '-days', '30', ...curve, ...names, ...files], {
    stdio: 'ignore',
  });
  return { certFile, keyFile };
}
