import { once } from 'node:events';

/** Writes, and waits until whoever reads it has taken enough. */
export async function writeText(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain');
}

const chunkCharacters = 64 * 1_024;

/** Writes many small pieces in larger ones. */
export async function writePieces(
  stream: NodeJS.WriteStream,
  pieces: AsyncIterable<string>,
): Promise<void> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkCharacters) continue;
    await writeText(stream, chunk);
    chunk = '';
  }
  await writeText(stream, chunk);
}
