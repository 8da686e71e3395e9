import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectTo } from './host-socket.ts';
import { SocketReads } from './socket-reads.ts';

const most = 8;
let dir: string;
let server: Server;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'sluice-reads-'))));
afterEach(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

/** @param send is called with the socket of the other side */
async function connect(send: (socket: Socket) => void) {
  const path = join(dir, 'socket');
  server = createServer((peer) => {
    // It hears of it when this side goes.
    peer.on('error', () => {});
    send(peer);
  }).listen(path);
  await once(server, 'listening');
  const reads = new SocketReads();
  const socket = await connectTo(path, 5_000, reads.onread);
  return { socket, received: reads.of(socket) };
}

/** No part of it is like another one. */
function numbers(count: number): Buffer {
  return Buffer.from(new Uint32Array(count).map((_, index) => index).buffer);
}

it.each(['at once', 'slowly', 'in turns'])('reads all in its order, %s', async (how) => {
  const sent = numbers(2_000_000);
  const { received } = await connect((socket) => socket.end(sent));
  const memory = new Set<ArrayBufferLike>();
  let at = 0;
  let turn = 0;
  let isSame = true;
  for await (const bytes of received) {
    memory.add(bytes.buffer);
    if (how === 'slowly' || (how === 'in turns' && ++turn % 5 === 0)) await sleep(1);
    // Looked at after the pause: until the next is asked for nothing is written over it.
    isSame &&= sent.subarray(at, at + bytes.length).equals(bytes);
    at += bytes.length;
  }
  expect(isSame).toBe(true);
  expect(at).toBe(sent.length);
  expect(memory.size).toBeLessThanOrEqual(most);
});

it('has what came before the other side broke off, and then an end', async () => {
  const { received } = await connect((socket) => {
    socket.write('half a messa', () => socket.destroy());
  });
  let text = '';
  for await (const bytes of received) text += Buffer.from(bytes).toString();
  expect(text).toBe('half a messa');
});

it('ends where its own side is destroyed, also while it waits', async () => {
  const { socket, received } = await connect(() => {});
  const next = received.next();
  socket.destroy();
  expect(await next).toEqual({ done: true, value: undefined });
});

it('is read no faster than it is asked for', async () => {
  let written = 0;
  const piece = Buffer.alloc(1_000_000);
  const { socket, received } = await connect((peer) => {
    const more = () => peer.write(piece, () => void (written++ < 1_000 && more()));
    more();
  });
  await received.next();
  let before = -1;
  await expect
    .poll(() => {
      const stands = written === before;
      before = written;
      return stands;
    })
    .toBe(true);
  expect(written).toBeLessThan(10);
  socket.destroy();
});
