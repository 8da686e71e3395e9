import { Readable } from 'node:stream';

/** In UTF-16 units. One write to the socket each. */
const pieceLength = 64 * 1_024;

/**
 * Makes a stream of many small texts. The first piece is there before this returns, so that what fails
 * at once is still thrown, and answered as an error. What fails later destroys the stream, and with it
 * the connection: the client sees that the answer broke off (I11). Texts are taken no faster than the
 * client reads, and no more once it has left.
 */
export async function startStream(texts: AsyncIterable<string>): Promise<Readable> {
  const pieces = inPieces(texts);
  let first: IteratorResult<string> | null = await pieces.next();
  const resumed: AsyncIterableIterator<string> = {
    next() {
      const taken = first;
      first = null;
      return taken ? Promise.resolve(taken) : pieces.next();
    },
    return: () => pieces.return(undefined),
    [Symbol.asyncIterator]: () => resumed,
  };
  return Readable.from(resumed);
}

async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
