import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import { dliDialect } from '../../src/dialects/dli/dli-dialect.ts';
import { EventStreams } from '../../src/dialects/native/event-streams.ts';
import { nativeDialect } from '../../src/dialects/native/native-dialect.ts';
import { allowedHosts } from '../../src/http/allowed-hosts.ts';
import { makeCertificate, whyNoCertificate } from '../support/make-certificate.ts';
import { startCore } from '../support/start-core.ts';
import { mariasCredential, startHttp } from './start-http.ts';
import { vectorProject } from './vectors.ts';

const apiKey = { authorization: `Bearer ${mariasCredential.apiKey}` };

async function startWithDialects() {
  const { actions: all, stores, clock, witness } = await startCore();
  const actions = guardActions(all, stores);
  const cancelTimeoutMs = 30_000;
  const http = await startHttp({
    dialects: [
      {
        name: 'dli',
        plugin: dliDialect(actions, { cancelTimeoutMs, clock, appIdAs: 'text' }),
        prefix: '',
        accepts: ['bearer'],
      },
      {
        name: 'native',
        plugin: nativeDialect(actions, { cancelTimeoutMs, streams: new EventStreams() }),
        prefix: '/api/v1',
        accepts: ['bearer'],
      },
    ],
  });
  return { ...http, witness };
}

describe('a write that was sent to another name', () => {
  it('is refused in the words of each dialect, before anything is written', async () => {
    const { app, witness } = await startWithDialects();
    const headers = { ...apiKey, host: 'rebound.example:8642' };
    const sql = { sql: 'SELECT 1' };
    const native = await app.inject({ method: 'POST', url: '/api/v1/jobs', headers, payload: sql });
    expect(native.json()).toMatchObject({ status: 403, code: 'forbidden' });
    expect(native.body).toContain('rebound.example:8642');
    const path = `/v1.0/${vectorProject}/jobs/submit-job`;
    const dli = await app.inject({ method: 'POST', url: path, headers, payload: sql });
    expect([dli.statusCode, dli.json()]).toMatchObject([403, { error_code: 'APIGW.0306' }]);
    const logIn = await app.inject({
      method: 'POST',
      url: '/v3/auth/tokens',
      headers,
      payload: {},
    });
    expect(logIn.json()).toMatchObject({ error: { code: 403 } });
    expect(witness.written).toEqual([]);
  });

  it.each([
    'rebound.example',
    '127.0.0.1.rebound.example',
    'localhost.example',
    '[::2]',
    'a b',
    'rebound.example@localhost',
    'localhost/rebound.example',
    'localhost?rebound.example',
    'localhost#rebound.example',
    'localhost\\rebound.example',
    'localhost:99999',
  ])('is refused for %j', async (host) => {
    const { app } = await startHttp();
    const headers = { ...apiKey, host };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/queues', headers });
    expect(answer.json()).toMatchObject({ code: 'SLUICE_FOREIGN_HOST' });
  });

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:8642', '127.1.2.3', '[::1]:8642'])(
    'passes for %s',
    async (host) => {
      const { app } = await startHttp();
      const headers = { ...apiKey, host };
      const answer = await app.inject({ method: 'POST', url: '/api/v1/queues', headers });
      expect(answer.statusCode).toBe(200);
    },
  );

  it('may be read: without a credential, which no page has, there is nothing to see', async () => {
    const { app } = await startHttp();
    const url = '/api/v1/whoami';
    const host = 'rebound.example';
    const answer = await app.inject({ url, headers: { ...apiKey, host } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('the names of a gateway', () => {
  it('are loopback, its address, and those of the setting', () => {
    const hosts = allowedHosts('10.0.0.7', ['Lake.example'], () => null);
    const asked = ['10.0.0.7', 'lake.example', 'localhost', '10.0.0.8', 'example'];
    expect(asked.filter((host) => hosts.allows(host))).toEqual(asked.slice(0, 3));
  });

  it.skipIf(whyNoCertificate())('are those of the certificate in use', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sluice-test-hosts-'));
    const altNames = 'DNS:lake.example,DNS:*.lakes.example,IP:10.0.0.9';
    const { certFile } = makeCertificate(directory, 'lake', altNames);
    let own: X509Certificate | null = new X509Certificate(readFileSync(certFile));
    rmSync(directory, { recursive: true });
    const hosts = allowedHosts('0.0.0.0', [], () => own);
    const asked = ['lake.example', 'my.lakes.example', '10.0.0.9', 'other.example', '10.0.0.8'];
    expect(asked.filter((host) => hosts.allows(host))).toEqual(asked.slice(0, 3));
    own = null;
    expect(hosts.allows('lake.example')).toBe(false);
  });
});
