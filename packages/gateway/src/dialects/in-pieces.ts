/** In UTF-16 units. */
const pieceLength = 64 * 1_024;

/** Puts many small texts together, so that each does not take a write of its own. */
export async function* inPieces(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
