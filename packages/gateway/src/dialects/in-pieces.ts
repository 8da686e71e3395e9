import { setImmediate } from 'node:timers/promises';

/** In UTF-16 units. */
const pieceLength = 64 * 1_024;

/**
 * Puts many small texts together, so that each does not take a write of its own. Others have their turn between two pieces,
 * also where the texts are all there and the client reads at once.
 */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
    await setImmediate();
  }
  if (piece !== '') yield piece;
}
