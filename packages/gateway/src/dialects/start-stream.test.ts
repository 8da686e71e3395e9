import { once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { inPieces } from './in-pieces.ts';
import { startStream } from './start-stream.ts';

const mebibyte = 1_024 * 1_024;

/** Endless texts, with the number of those that were taken and whether anybody may still take some. */
function source() {
  const seen = { taken: 0, isOpen: true };
  async function* texts(): AsyncGenerator<string> {
    try {
      for (;;) {
        seen.taken += 1;
        yield 'x'.repeat(1_024);
      }
    } finally {
      seen.isOpen = false;
    }
  }
  return { seen, texts: texts() };
}

async function* rowsThenFault(count: number): AsyncGenerator<string> {
  for (let row = 0; row < count; row++) yield `[${row}]`;
  throw new Error('the disk is gone');
}

test('many small texts come out whole and in order', async () => {
  const texts = Array.from({ length: 50_000 }, (_, index) => `${index},`);
  expect(await text(await startStream(inPieces(Readable.from(texts))))).toBe(texts.join(''));
});

test('a stream of nothing is empty', async () => {
  expect(await text(await startStream(inPieces(Readable.from([]))))).toBe('');
});

test('what fails at once is thrown before there is a stream', async () => {
  await expect(startStream(inPieces(rowsThenFault(0)))).rejects.toThrow('the disk is gone');
});

test('what fails later destroys the stream', async () => {
  const stream = await startStream(inPieces(rowsThenFault(mebibyte / 4)));
  await expect(text(stream)).rejects.toThrow('the disk is gone');
});

test('texts are taken no faster than they are read', async () => {
  const { seen, texts } = source();
  const stream = await startStream(inPieces(texts));
  await once(stream, 'readable');
  // Nobody reads on: some pieces are waiting, and no more are made.
  expect(seen.taken).toBeLessThan(1_024);
  stream.destroy();
});

test('a source that nobody read from is closed with its stream', async () => {
  const { seen, texts } = source();
  const stream = await startStream(inPieces(texts));
  stream.destroy();
  await once(stream, 'close');
  expect(seen.isOpen).toBe(false);
});

test('a source is closed when its reader leaves in the middle', async () => {
  const { seen, texts } = source();
  const stream = await startStream(inPieces(texts));
  await once(stream, 'data');
  stream.destroy();
  await once(stream, 'close');
  expect(seen.isOpen).toBe(false);
});
