import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Writes a file beside its place and puts it there when it is whole: what breaks off leaves nothing. */
export async function writeBeside(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const aside = `${path}.sluice-part`;
  try {
    await pipeline(bytes, createWriteStream(aside), { signal });
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
