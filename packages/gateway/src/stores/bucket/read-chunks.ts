import type { FileHandle } from 'node:fs/promises';
import type { DiskTurns } from './disk-turns.ts';

const chunkBytes = 128 * 1_024;

/** The bytes of an open file from `start` to before `end`, taken no faster than they are asked for. */
export async function* readChunks(
  turns: DiskTurns,
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end;) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
    const { bytesRead } = await turns.take(() => handle.read(chunk, 0, chunk.length, at));
    // Files are never cut; if one is, its reader is told by what is missing.
    if (bytesRead === 0) throw new Error('a file of a bucket is shorter than it was');
    yield chunk.subarray(0, bytesRead);
    at += bytesRead;
  }
}
