import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeEach, expect, it } from 'vitest';
import { sign } from './sign.ts';
import { startHttp } from './start-http.ts';
import { vectorAuthorization, vectorHeaders, vectorProject, vectors } from './vectors.ts';

const jobs = `/v1.0/${vectorProject}/jobs`;

let port: number;
beforeEach(async () => {
  const { app } = await startHttp();
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Sends lines as they are: no client tidies them up. */
async function send(head: readonly string[], body: string | Buffer = ''): Promise<Answer> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write([...head, 'Connection: close', '', ''].join('\r\n'));
  socket.write(body);
  const answer = await text(socket);
  const [, status] = /^HTTP\/1.1 (\d+)/.exec(answer) ?? [];
  const json = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  return { status: Number(status), body: JSON.parse(json) as Record<string, unknown> };
}

function lines(method: string, url: string, headers: Record<string, string>): string[] {
  return [
    `${method} ${url} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
}

it.each(vectors)('accepts vector $name over a socket', async (vector) => {
  const headers = {
    ...vectorHeaders,
    authorization: vectorAuthorization(vector),
    'content-length': String(vector.body.length),
  };
  const answer = await send(lines(vector.method, vector.url, headers), vector.body);
  expect(answer).toMatchObject({ status: 200, body: { user: 'maria' } });
});

it('accepts a signed DELETE that says JSON and sends nothing', async () => {
  const url = `${jobs}/1`;
  for (const payloadHash of [
    undefined,
    '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  ]) {
    const authorization = sign({
      method: 'DELETE',
      url,
      headers: vectorHeaders,
      ...(payloadHash && { payloadHash }),
    });
    const headers = { ...vectorHeaders, authorization };
    expect(await send(lines('DELETE', url, headers))).toMatchObject({ status: 200 });
    const empty = { ...headers, 'content-length': '0' };
    expect(await send(lines('DELETE', url, empty))).toMatchObject({ status: 200 });
  }
});

it('refuses a signature that is replayed on another body', async () => {
  const body = '{"sql":"select 1"}';
  const url = `${jobs}/submit-job`;
  const authorization = sign({ method: 'POST', url, headers: vectorHeaders, body });
  const head = (length: number) =>
    lines('POST', url, { ...vectorHeaders, authorization, 'content-length': String(length) });
  expect(await send(head(body.length), body)).toMatchObject({ status: 200 });
  const other = '{"sql":"select 2"}';
  const replayed = await send(head(other.length), other);
  expect(replayed).toMatchObject({ status: 401, body: { kind: 'bad_signature' } });
  const none = await send(head(0));
  expect(none).toMatchObject({ status: 401, body: { kind: 'bad_signature' } });
});

it('verifies a body that comes in chunks, of bytes that are no text', async () => {
  const body = Buffer.from([0x22, 0xff, 0x00, 0x22]);
  const url = `${jobs}/submit-job`;
  const authorization = sign({ method: 'POST', url, headers: vectorHeaders, body });
  const headers = { ...vectorHeaders, authorization, 'transfer-encoding': 'chunked' };
  const chunks = Buffer.concat([
    Buffer.from('1\r\n'),
    body.subarray(0, 1),
    Buffer.from('\r\n3\r\n'),
    body.subarray(1),
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
  // The signature is right, and only then the body is looked into.
  const answer = await send(lines('POST', url, headers), chunks);
  expect(answer).toMatchObject({ status: 400, body: { code: 'SLUICE_BODY_NOT_JSON' } });
});

it('reads header values as they came', async () => {
  const note = 'a  b\tc';
  const headers = { ...vectorHeaders, 'x-note': note };
  const authorization = sign({ method: 'GET', url: jobs, headers });
  const sent = lines('GET', jobs, { ...vectorHeaders, authorization });
  expect(await send([...sent, `X-Note: ${note}`])).toMatchObject({ status: 200 });
  expect(await send([...sent, `X-NOTE:\t ${note} \t`])).toMatchObject({ status: 200 });
  const tidied = await send([...sent, 'X-Note: a b c']);
  expect(tidied).toMatchObject({ status: 401, body: { kind: 'bad_signature' } });
});

it('refuses a signed header that is absent, or there twice', async () => {
  const headers = { ...vectorHeaders, 'x-note': 'a' };
  const authorization = sign({ method: 'GET', url: jobs, headers });
  const sent = lines('GET', jobs, { ...vectorHeaders, authorization });
  expect((await send(sent)).body).toEqual({
    kind: 'malformed',
    detail: 'the signed header x-note is not in the request',
  });
  expect((await send([...sent, 'X-Note: a', 'x-note: b'])).body).toEqual({
    kind: 'malformed',
    detail: 'the signed header x-note is in the request twice',
  });
  const hosts = await send([...sent, 'X-Note: a', 'Host: evil.example']);
  expect(hosts.body).toMatchObject({ detail: 'the signed header host is in the request twice' });
});

it('refuses a signature cut short', async () => {
  const authorization = sign({ method: 'GET', url: jobs, headers: vectorHeaders }).slice(0, -1);
  const answer = await send(lines('GET', jobs, { ...vectorHeaders, authorization }));
  expect(answer).toMatchObject({
    status: 401,
    body: { detail: 'the Signature must be 64 lower-case hexadecimal digits' },
  });
});

it('takes a body of 12 MB that is signed, and no byte more', async () => {
  const url = `${jobs}/submit-job`;
  const body = Buffer.alloc(12 * 1024 * 1024, 0x61);
  body[0] = body[body.length - 1] = 0x22;
  const authorization = sign({ method: 'POST', url, headers: vectorHeaders, body });
  const head = (length: number) =>
    lines('POST', url, { ...vectorHeaders, authorization, 'content-length': String(length) });
  expect(await send(head(body.length), body)).toMatchObject({ status: 200 });

  const socket = connect(port, '127.0.0.1');
  socket.write([...head(body.length + 1), '', ''].join('\r\n'));
  socket.write(Buffer.concat([body, Buffer.from('a')]));
  // The rest of the body is read, so that the client sees its answer, and the connection goes on.
  socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  const answers = await text(socket);
  expect(answers).toMatch(/^HTTP\/1.1 413 /);
  expect(answers).toContain('"FST_ERR_CTP_BODY_TOO_LARGE"');
  expect(answers).toContain('HTTP/1.1 200 OK');
});
