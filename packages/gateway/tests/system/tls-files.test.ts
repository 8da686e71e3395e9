import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/system/system-clock.ts';
import { TlsCertificate } from '../../src/system/tls-certificate.ts';
import { readTlsFiles } from '../../src/system/tls-files.ts';
import {
  type CertificateFiles,
  makeCertificate,
  whyNoCertificate,
} from '../support/make-certificate.ts';

const yearMs = 365 * 24 * 60 * 60 * 1_000;

describe.skipIf(whyNoCertificate())('a certificate and its key', () => {
  let directory: string;
  let first: CertificateFiles;
  let second: CertificateFiles;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-test-tls-'));
    first = makeCertificate(directory, 'first');
    second = makeCertificate(directory, 'second');
    writeFileSync(join(directory, 'text.pem'), 'no PEM');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('are read where they belong together', () => {
    const answer = readTlsFiles(first.certFile, first.keyFile, Date.now());
    expect(answer).toMatchObject({ kind: 'read', pair: { own: { subject: 'CN=first' } } });
  });

  it('are each named where they cannot be served, in one line', () => {
    const gone = join(directory, 'gone.pem');
    const text = join(directory, 'text.pem');
    const { certFile, keyFile } = first;
    const now = Date.now();
    for (const [answer, detail] of [
      [readTlsFiles(gone, keyFile, now), `${gone} (SLUICE_TLS_CERT): there is no such file`],
      [readTlsFiles(certFile, gone, now), `${gone} (SLUICE_TLS_KEY): there is no such file`],
      [readTlsFiles(directory, keyFile, now), `cannot read the certificate ${directory}`],
      [readTlsFiles(text, keyFile, now), `${text} is no certificate in PEM`],
      [readTlsFiles(certFile, text, now), `${text} is no private key in PEM`],
      [readTlsFiles(certFile, second.keyFile, now), 'does not belong to the certificate'],
      [readTlsFiles(certFile, keyFile, now + yearMs), `${certFile} expired on`],
      [readTlsFiles(certFile, keyFile, now - yearMs), `${certFile} is not valid before`],
    ] as const) {
      expect(answer).toMatchObject({ kind: 'refused' });
      const told = answer.kind === 'refused' ? answer.detail : '';
      expect(told).toContain(detail);
      expect(told).not.toContain('\n');
    }
  });

  it('are read anew, and a pair that cannot be served leaves the old one', () => {
    const files = { certFile: join(directory, 'live.cert'), keyFile: join(directory, 'live.key') };
    const copy = (from: CertificateFiles) => {
      copyFileSync(from.certFile, files.certFile);
      copyFileSync(from.keyFile, files.keyFile);
    };
    copy(first);
    const live = new TlsCertificate(files, readTlsFilesOf(files).pair, systemClock);
    writeFileSync(files.certFile, 'half written');
    expect(live.reload()).toMatchObject({ kind: 'refused' });
    expect(live.pair.own.subject).toBe('CN=first');
    copy(second);
    expect(live.reload()).toMatchObject({ kind: 'read' });
    expect(live.pair.own.subject).toBe('CN=second');
  });
});

function readTlsFilesOf({ certFile, keyFile }: CertificateFiles) {
  const answer = readTlsFiles(certFile, keyFile, Date.now());
  if (answer.kind === 'refused') throw new Error(answer.detail);
  return answer;
}
