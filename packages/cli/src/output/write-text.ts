/**
 * Writes, and waits until it is taken, or the signal ends the waiting.
 * @throws the stream's error: nobody reads any more (EPIPE), the disk is full
 */
export async function writeText(
  stream: NodeJS.WritableStream,
  text: string | Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop);
  try {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
    await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
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
