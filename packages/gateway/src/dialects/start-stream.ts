import { Readable } from 'node:stream';

type Piece = string | Uint8Array;

/**
 * Makes a stream of pieces, one write to the socket each. The first is there before this returns, so that
 * what fails at once is still thrown, and answered as an error. What fails later destroys the stream, and with it
 * the connection: the client sees that the answer broke off (I11). Pieces are taken no faster than the
 * client reads, and no more once it has left.
 */
export async function startStream(pieces: AsyncIterable<Piece>): Promise<Readable> {
  const rest = pieces[Symbol.asyncIterator]();
  let first: IteratorResult<Piece> | null = await rest.next();
  const resumed: AsyncIterableIterator<Piece> = {
    next() {
      const taken = first;
      first = null;
      return taken ? Promise.resolve(taken) : rest.next();
    },
    return: async () => (await rest.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]: () => resumed,
  };
  return Readable.from(resumed);
}
