import type { FileHandle } from 'node:fs/promises';
import type { DiskTurns } from './disk-turns.ts';

const chunkBytes = 128 * 1_024;

/**
 * The bytes of an open file from `start` to before `end`, taken no faster than they are asked for. Each chunk is there until
 * the next is asked for: it is read into the same memory, since the collector takes longer for new memory than the reading does.
 */
export async function* readChunks(
  turns: DiskTurns,
  handle: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(Math.min(chunkBytes, end - start));
  for (let at = start; at < end;) {
    const most = Math.min(chunk.length, end - at);
    const { bytesRead } = await turns.take(() => handle.read(chunk, 0, most, at));
    // Files are never cut; if one is, its reader is told by what is missing.
    if (bytesRead === 0) throw new Error('a file of a bucket is shorter than it was');
    yield chunk.subarray(0, bytesRead);
    at += bytesRead;
  }
}
