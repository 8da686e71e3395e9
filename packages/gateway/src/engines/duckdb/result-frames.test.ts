import { type Duplex, PassThrough, Readable } from 'node:stream';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { NoRoomForRowsError } from '../../core/ports/no-room-for-rows-error.ts';
import { UnwritableRowsError } from '../../core/ports/unwritable-rows-error.ts';
import { type ResultBlock, readFrames, sendFrames } from './result-frames.ts';

const blocks: readonly ResultBlock[] = [
  { rows: 2, bytes: Buffer.from('1,\0\r\n2,数\r\n') },
  { rows: 1, bytes: Buffer.from(`${'x'.repeat(300)}\r\n`) },
];
const text = blocks.map(({ bytes }) => Buffer.from(bytes).toString()).join('');

/** What the sender puts on the wire. */
async function wireOf(source: AsyncIterable<ResultBlock>): Promise<Buffer> {
  const socket = new PassThrough();
  const received = socket.toArray();
  await sendFrames(socket as Duplex as Socket, source);
  socket.end();
  return Buffer.concat((await received) as Buffer[]);
}

/** Received in pieces of so many bytes. */
async function read(wire: Buffer, pieceBytes: number): Promise<{ rows: number; text: string }> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < wire.length; at += pieceBytes) {
    pieces.push(wire.subarray(at, at + pieceBytes));
  }
  const parts = await Array.fromAsync(readFrames(Readable.from(pieces)));
  return {
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    text: Buffer.concat(parts.map(({ bytes }) => bytes)).toString(),
  };
}

test.each([1, 3, 8, 100, 1_000])('blocks come out as they went in, by %i bytes', async (bytes) => {
  expect(await read(await wireOf(Readable.from(blocks)), bytes)).toEqual({ rows: 3, text });
});

test('what breaks off at any byte is a failure, never a shorter result (I11)', async () => {
  const wire = await wireOf(Readable.from(blocks));
  for (let length = 0; length < wire.length; length++) {
    await expect(read(wire.subarray(0, length), 64)).rejects.toThrow('went away');
  }
});

test.each([1, 1_000])('a failure of the source comes out as one, by %i bytes', async (bytes) => {
  const wire = await wireOf(
    (async function* () {
      yield* blocks;
      throw new Error('the disk is gone');
    })(),
  );
  await expect(read(wire, bytes)).rejects.toThrow('the disk is gone');
});

test('values that the form cannot hold are no failure of the host', async () => {
  const failing = (async function* (): AsyncGenerator<ResultBlock> {
    yield { rows: 1, bytes: Buffer.from('1\r\n') };
    throw new Error('Conversion Error: Could not convert Timestamp(S) to Timestamp(US)');
  })();
  await expect(read(await wireOf(failing), 64)).rejects.toThrow(UnwritableRowsError);
});

test('a host without memory for the rows says so, and is not taken for one that is gone', async () => {
  const failing = (async function* (): AsyncGenerator<ResultBlock> {
    yield { rows: 1, bytes: Buffer.from('1\r\n') };
    throw new Error('Out of Memory Error: failed to allocate data of size 30.0 MiB');
  })();
  await expect(read(await wireOf(failing), 1_000)).rejects.toThrow(NoRoomForRowsError);
});
