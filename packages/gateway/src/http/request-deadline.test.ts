import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepRequestDeadlines } from './request-deadline.ts';

const [wholeMs, stallMs] = [120_000, 60_000];
let app: FastifyInstance;
let taken: string[];
let took: PromiseWithResolvers<void>;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  taken = [];
  took = Promise.withResolvers();
  app = fastify({ requestTimeout: 0 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  keepRequestDeadlines(app, { wholeMs, stallMs });
  app.put('/file', { config: { takesStream: true } }, async ({ raw }) => {
    for await (const chunk of raw) {
      taken.push(String(chunk));
      took.resolve();
    }
    return 'put';
  });
  app.post('/json', async () => 'done');
  await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  vi.useRealTimers();
  app.server.closeAllConnections();
  await app.close();
});

function begin(method: string, path: string, type: string): ClientRequest {
  const { port } = app.server.address() as AddressInfo;
  const headers = { 'content-type': type };
  const client = request({ host: '127.0.0.1', port, method, path, headers });
  client.on('error', () => {});
  return client;
}

async function send(client: ClientRequest, text: string): Promise<void> {
  took = Promise.withResolvers();
  client.write(text);
  await took.promise;
}

async function answerTo(client: ClientRequest): Promise<number | undefined> {
  const [answer] = (await once(client, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

it('lets an upload go on for as long as something of it comes', async () => {
  const client = begin('PUT', '/file', 'application/octet-stream');
  await send(client, 'a');
  for (const text of ['b', 'c', 'd', 'e', 'f']) {
    await send(client, text);
    vi.advanceTimersByTime(stallMs);
  }
  const answered = answerTo(client);
  client.end();
  expect(await answered).toBe(200);
  expect(taken).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends one of which nothing comes any more (I9)', async () => {
  const client = begin('PUT', '/file', 'application/octet-stream');
  await send(client, 'a');
  const answered = answerTo(client);
  vi.advanceTimersByTime(2 * stallMs);
  expect(await answered).toBe(408);
});

it('waits so long for every other body, and no longer (I9)', async () => {
  const client = begin('POST', '/json', 'application/json');
  const reached = new Promise<void>((resolve) =>
    app.server.once('request', () => setImmediate(resolve)),
  );
  client.write('{');
  await reached;
  const answered = answerTo(client);
  vi.advanceTimersByTime(wholeMs);
  expect(await answered).toBe(408);
});
