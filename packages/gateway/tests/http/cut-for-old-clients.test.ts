import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { sendBytes } from '../../src/dialects/send-bytes.ts';
import { startStream } from '../../src/dialects/start-stream.ts';
import { resetWhenCut } from '../../src/http/reset-when-cut.ts';

async function* halfOf(): AsyncGenerator<Buffer> {
  yield Buffer.from('half of it\n');
  throw new Error('the rest is gone');
}

/** How a connection of HTTP/1.0 ends. */
async function endOf(path: string): Promise<{ readonly text: string; readonly end: string }> {
  await using app = fastify({ forceCloseConnections: true });
  resetWhenCut(app);
  app.get('/bytes', (_request, reply) => sendBytes(reply, {}, halfOf()));
  app.get('/stream', async (_request, reply) => reply.send(await startStream(halfOf())));
  app.get('/whole', (_request, reply) =>
    sendBytes(reply, {}, Readable.from([Buffer.from('all of it\n')])),
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.0\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString()));
  const reset = once(socket, 'error').then(([error]) => (error as NodeJS.ErrnoException).code);
  const ended = once(socket, 'end').then(() => 'end');
  const end = (await Promise.race([reset, ended.catch(() => reset)])) ?? '';
  return { text, end };
}

it.each(['/bytes', '/stream'])('is seen to be cut by a client of HTTP/1.0: %s', async (path) => {
  expect((await endOf(path)).end).toBe('ECONNRESET');
});

it('is seen to be whole by a client of HTTP/1.0', async () => {
  const { text, end } = await endOf('/whole');
  expect(text).toMatch(/all of it\n$/);
  expect(end).toBe('end');
});
