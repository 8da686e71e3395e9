import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, expect, it } from 'vitest';
import { sendBytes } from './send-bytes.ts';

const pieceBytes = 64 * 1_024;
const headers = { 'content-type': 'text/plain', 'x-total-rows': 7 };

let app: FastifyInstance | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

/** Pieces that all lie in the same memory, one after the other, each of one letter. */
function source(pieces: number, failsAfter = pieces) {
  const seen = { taken: 0, isOpen: true };
  const memory = Buffer.alloc(pieceBytes);
  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (let piece = 0; piece < pieces; piece++) {
        if (piece === failsAfter) throw new Error('the disk is gone');
        seen.taken++;
        memory.fill(letterOf(piece));
        yield memory;
      }
    } finally {
      seen.isOpen = false;
    }
  }
  return { seen, bytes: bytes() };
}

function letterOf(piece: number): string {
  return String.fromCharCode(97 + (piece % 26));
}

async function ask(bytes: AsyncIterable<Uint8Array>): Promise<IncomingMessage> {
  app = fastify({ forceCloseConnections: true });
  app.get('/', (_request, reply) => sendBytes(reply.header('x-request-id', 'one'), headers, bytes));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const [answer] = (await once(get({ host: '127.0.0.1', port }), 'response')) as [IncomingMessage];
  return answer;
}

it('sends what lies in memory that is used again, also to a client that is slow', async () => {
  const pieces = 400;
  const answer = await ask(source(pieces).bytes);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain',
    'x-total-rows': '7',
    'x-request-id': 'one',
  });
  let at = 0;
  const wrong: string[] = [];
  for await (const part of answer as AsyncIterable<Buffer>) {
    for (let from = 0; from < part.length;) {
      const until = Math.min(part.length, from + pieceBytes - (at % pieceBytes));
      const letter = letterOf(Math.floor(at / pieceBytes));
      if (!part.subarray(from, until).every((byte) => byte === letter.charCodeAt(0))) {
        wrong.push(`${at}: ${letter}`);
      }
      at += until - from;
      from = until;
    }
    if (at % 37 === 0) await sleep(1);
  }
  expect(wrong).toEqual([]);
  expect(at).toBe(pieces * pieceBytes);
});

it('takes no more than the client reads, and nothing once it has left', async () => {
  const { seen, bytes } = source(100_000);
  const answer = await ask(bytes);
  answer.pause();
  await expect.poll(() => seen.taken).toBeGreaterThan(1);
  let before = 0;
  await expect
    .poll(() => {
      const stands = seen.taken === before;
      before = seen.taken;
      return stands;
    })
    .toBe(true);
  expect(seen.taken).toBeLessThan(1_000);
  answer.destroy();
  await expect.poll(() => seen.isOpen).toBe(false);
});

it('answers with an error where nothing has come', async () => {
  const answer = await ask(source(3, 0).bytes);
  expect(answer.statusCode).toBe(500);
  expect(answer.headers['x-total-rows']).toBeUndefined();
  answer.resume();
  await once(answer, 'end');
});

it('breaks off where something fails later', async () => {
  const answer = await ask(source(3, 2).bytes);
  answer.resume();
  await expect(once(answer, 'end')).rejects.toThrow('aborted');
});

it('answers with nothing where there is nothing', async () => {
  const answer = await ask(source(0).bytes);
  expect(answer.statusCode).toBe(200);
  answer.resume();
  await once(answer, 'end');
});
