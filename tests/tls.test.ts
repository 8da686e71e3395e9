import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  makeCertificate,
  whyNoCertificate,
} from '../packages/gateway/tests/support/make-certificate.ts';
import { runSluice } from './support/run-sluice.ts';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

describe.skipIf(whyNoCertificate())('a gateway with a certificate', () => {
  let directory: string;
  let gateway: StartedGateway;
  const at = (name: string) => join(directory, name);
  const serve = (name: string, altNames?: string) => {
    const { certFile, keyFile } = makeCertificate(directory, name, altNames);
    copyFileSync(certFile, at('cert.pem'));
    copyFileSync(keyFile, at('key.pem'));
  };
  const settings = () => ({
    SLUICE_SAMPLES: 'off',
    SLUICE_TLS_CERT: at('cert.pem'),
    SLUICE_TLS_KEY: at('key.pem'),
  });
  const sluice = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    runSluice(args, {
      env: {
        HOME: directory,
        SLUICE_CREDENTIALS: join(gateway.dataDir, 'credential.json'),
        SLUICE_DATA_DIR: gateway.dataDir,
        ...env,
      },
    });
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'sluice-test-tls-'));
    serve('first');
    const ports = { SLUICE_LISTEN: '0.0.0.0:0', SLUICE_LIVY_PORT: '0' };
    gateway = await startGateway({ env: { ...settings(), ...ports } });
  });
  afterAll(async () => {
    await gateway.stop();
    rmSync(directory, { recursive: true });
  });

  it('may listen beyond loopback, and is called by https', async () => {
    expect(gateway.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const trusting = { SLUICE_CA: at('cert.pem') };
    const { stdout, code } = await sluice(['sql', '-c', 'SELECT 42 AS answer'], trusting);
    expect([code, stdout]).toEqual([0, 'answer\n42\n']);
    const node = { NODE_EXTRA_CA_CERTS: at('cert.pem') };
    expect((await sluice(['queues', 'list'], node)).code).toBe(0);
  });

  it('says when it starts by which URL it is called, and what the command line has to trust', async () => {
    const { port } = new URL(gateway.url);
    await vi.waitFor(() => expect(gateway.told()).toContain('Ctrl-C'), 30_000);
    expect(gateway.told()).toContain(`Sluice listens on ${gateway.url}\n`);
    expect(gateway.told()).toContain(`https, port ${port}, by a name that is in the certificate`);
    expect(gateway.told()).toContain(`export SLUICE_CA='${at('cert.pem')}'`);
  });

  it('is not trusted by who was not told to', async () => {
    const { code, stderr } = await sluice(['queues', 'list']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/signed by itself; SLUICE_CA names/);
    const missing = await sluice(['queues', 'list'], { SLUICE_CA: at('gone.pem') });
    expect(missing.code).toBe(2);
  });

  it('speaks no TLS older than 1.2', async () => {
    await expect(handshake(gateway.url, { maxVersion: 'TLSv1.1' })).rejects.toThrow(
      /protocol|alert|version/i,
    );
    expect((await handshake(gateway.url, { maxVersion: 'TLSv1.2' })).protocol).toBe('TLSv1.2');
  });

  it('takes a renewed certificate without a restart, and keeps the old one from a broken file', async () => {
    const livy = /"livy":"(https:[^"]+)"/.exec(gateway.logged())?.[1] ?? '';
    expect((await handshake(gateway.url)).subject).toBe('first');
    expect((await handshake(livy)).subject).toBe('first');
    serve('second');
    const reloaded = await sluice(['server', 'reload-tls']);
    expect(reloaded).toMatchObject({ code: 0 });
    expect(reloaded.stderr).toContain('CN=second');
    expect((await handshake(gateway.url)).subject).toBe('second');
    expect((await handshake(livy)).subject).toBe('second');
    copyFileSync(at('first.key.pem'), at('key.pem'));
    const refused = await sluice(['server', 'reload-tls']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('does not belong to the certificate');
    expect((await handshake(gateway.url)).subject).toBe('second');
  });

  it.each([
    ['no such file', { SLUICE_TLS_KEY: 'gone.pem' }, 'there is no such file'],
    ['no certificate', { SLUICE_TLS_KEY: undefined }, 'set both, or neither'],
    ['nothing', { SLUICE_TLS_KEY: undefined, SLUICE_TLS_CERT: undefined }, 'beyond loopback'],
  ])('does not start with %s, and says so in one line', async (_what, broken, told) => {
    const env = { ...settings(), SLUICE_LISTEN: '0.0.0.0:0', ...broken };
    await expect(startGateway({ env })).rejects.toThrow(told);
  });
});

describe('a gateway behind a proxy', () => {
  it('believes what the proxy says of a client, and nobody else', async () => {
    const env = { SLUICE_SAMPLES: 'off', SLUICE_LISTEN: '0.0.0.0:0', SLUICE_BEHIND_PROXY: '1' };
    const gateway = await startGateway({ env });
    try {
      expect(await catalogUrl(gateway)).toMatch(/^https:/);
    } finally {
      await gateway.stop();
    }
    const alone = await startGateway({ env: { SLUICE_SAMPLES: 'off' } });
    try {
      expect(await catalogUrl(alone)).toMatch(/^http:/);
    } finally {
      await alone.stop();
    }
  });
});

/** Where a log-in through a proxy is told to call, as the gateway believes the proxy. */
async function catalogUrl({ url, dataDir }: StartedGateway): Promise<string> {
  const { user, password, domain } = JSON.parse(
    readFileSync(join(dataDir, 'credential.json'), 'utf8'),
  ) as Record<string, string>;
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password, domain: { name: domain } } },
  };
  const answer = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    body: JSON.stringify({ auth: { identity } }),
  });
  const { token } = (await answer.json()) as {
    token: { catalog: { endpoints: { url: string }[] }[] };
  };
  return token.catalog[0]?.endpoints[0]?.url ?? '';
}

async function handshake(url: string, options: { maxVersion?: 'TLSv1.1' | 'TLSv1.2' } = {}) {
  const { port, hostname: host } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<{
    protocol: string | null;
    subject: unknown;
  }>();
  // The test looks at the certificate itself, and offers old versions where it is asked to.
  const insecure = {
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  } as const;
  const socket = connect({ host, port: Number(port), ...insecure, ...options }, () =>
    resolve({ protocol: socket.getProtocol(), subject: socket.getPeerCertificate().subject.CN }),
  );
  socket.once('error', reject);
  return promise.finally(() => socket.destroy());
}
