import { once } from 'node:events';

/** Writes, and waits until whoever reads it has taken enough, or the signal ends that. */
export async function writeText(
  stream: NodeJS.WriteStream,
  text: string,
  signal?: AbortSignal,
): Promise<void> {
  if (!stream.write(text)) await once(stream, 'drain', { signal });
}

const chunkCharacters = 64 * 1_024;

/** Writes many small pieces in larger ones. */
export async function writePieces(
  stream: NodeJS.WriteStream,
  pieces: AsyncIterable<string>,
  signal: AbortSignal,
): Promise<void> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < chunkCharacters) continue;
    await writeText(stream, chunk, signal);
    chunk = '';
  }
  await writeText(stream, chunk, signal);
}
