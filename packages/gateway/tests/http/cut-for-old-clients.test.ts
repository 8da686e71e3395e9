import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { expect, it } from 'vitest';
import { sendBytes } from '../../src/dialects/send-bytes.ts';
import { startStream } from '../../src/dialects/start-stream.ts';
import { resetWhenCut } from '../../src/http/reset-when-cut.ts';

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from('some of it\n');
    await setTimeout(1);
  }
}

async function* halfOf(): AsyncGenerator<Buffer> {
  yield Buffer.from('half of it\n');
  throw new Error('the rest is gone');
}

/** More than the system takes at once. */
const large = Buffer.alloc(16 * 1024 * 1024, 'x');

interface Talk {
  readonly text: string;
  readonly end: string;
}

/** Says all of itself at once, and then, as soon as an answer begins, what `then` does. */
async function endOf(
  paths: readonly string[],
  then: (socket: Socket, app: FastifyInstance) => void = () => {},
): Promise<Talk> {
  await using app = fastify({ forceCloseConnections: true });
  resetWhenCut(app);
  app.get('/bytes', (_request, reply) => sendBytes(reply, {}, halfOf()));
  app.get('/stream', async (_request, reply) => reply.send(await startStream(halfOf())));
  app.get('/whole', (_request, reply) =>
    sendBytes(reply, {}, Readable.from([Buffer.from('all of it\n')])),
  );
  app.get('/large', (_request, reply) => reply.send(large));
  app.get('/late', () => new Promise(() => {}));
  app.get('/endless', (_request, reply) => sendBytes(reply, {}, endless()));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const kept = `Host: 127.0.0.1:${port}\r\nConnection: keep-alive`;
  socket.write(paths.map((path) => `GET ${path} HTTP/1.0\r\n${kept}\r\n\r\n`).join(''));
  let text = '';
  socket.once('data', () => then(socket, app));
  socket.on('data', (bytes) => (text += bytes.toString()));
  const reset = once(socket, 'error').then(([error]) => (error as NodeJS.ErrnoException).code);
  const ended = once(socket, 'end').then(() => 'end');
  const end = (await Promise.race([reset, ended.catch(() => reset)])) ?? '';
  socket.destroy();
  return { text, end };
}

it.each(['/bytes', '/stream'])('is seen to be cut by a client of HTTP/1.0: %s', async (path) => {
  expect((await endOf([path])).end).toBe('ECONNRESET');
});

it('is seen to be cut by a client of HTTP/1.0 that says no more, and listens on', async () => {
  const { text, end } = await endOf(['/endless'], (socket) => socket.end());
  expect(text).toContain('some of it');
  expect(end).toBe('ECONNRESET');
});

it('is seen to be cut by a client of HTTP/1.0 that did not wait for the first of two answers', async () => {
  const { end } = await endOf(['/endless', '/late'], (_, app) => app.server.closeAllConnections());
  expect(end).toBe('ECONNRESET');
});

it('is whole for a client of HTTP/1.0 that says no more while what was written is on its way', async () => {
  const { text, end } = await endOf(['/large'], (socket) => socket.end());
  expect(text.length).toBeGreaterThan(large.length);
  expect(end).toBe('end');
});

it('is seen to be whole by a client of HTTP/1.0', async () => {
  const { text, end } = await endOf(['/whole']);
  expect(text).toMatch(/all of it\n$/);
  expect(end).toBe('end');
});
