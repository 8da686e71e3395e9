import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { PutAnswer, Upload } from '../../core/ports/bucket-store.ts';
import type { BucketUse } from './bucket-use.ts';
import type { DiskTurns } from './disk-turns.ts';

export type Received =
  /** All that was said to come is on disk. */
  | { readonly kind: 'received'; readonly end: number; readonly hash: Hash }
  /** The sender broke off after so much. */
  | { readonly kind: 'cut_off'; readonly end: number; readonly cause: unknown }
  | Extract<PutAnswer, { kind: 'too_long' | 'over_quota' | 'disk_full' }>;

interface Parts {
  readonly use: BucketUse;
  readonly turns: DiskTurns;
  readonly projectId: string;
}

/** Writes the content of an upload to a file, from a place in it on, and returns when it is on disk. */
export async function receiveUpload(
  { use, turns, projectId }: Parts,
  handle: FileHandle,
  { content, length, limit, part }: Upload,
): Promise<Received> {
  const hash = createHash('sha256');
  let end = part?.offset ?? 0;
  const most = length === null ? (part?.total ?? Number.POSITIVE_INFINITY) : end + length;
  const overBy = (used: number | null): Received | null =>
    used === null || limit === null ? null : { kind: 'over_quota', limit, used };
  // Where it is known how much comes, nothing is read that has no room.
  const over =
    limit === null || length === null ? null : overBy(await use.lacks(projectId, limit, length));
  if (over) return over;

  const chunks = content[Symbol.asyncIterator]();
  // What is not wanted any more is left to its sender; a chunk under way is not waited for.
  const leave = () => void chunks.return?.().catch(() => {});
  for (;;) {
    const next = await chunks.next().catch((cause: unknown) => ({ cause }));
    if ('cause' in next) return { kind: 'cut_off', end, cause: next.cause };
    if (next.done) break;
    const chunk = next.value;
    const noRoom = limit === null ? null : overBy(await use.take(projectId, limit, chunk.length));
    if (noRoom || end + chunk.length > most) {
      leave();
      return noRoom ?? { kind: 'too_long' };
    }
    try {
      await turns.take(() => writeAll(handle, chunk, end));
    } catch (error) {
      leave();
      if (isDiskFull(error)) return { kind: 'disk_full' };
      throw error;
    }
    hash.update(chunk);
    end += chunk.length;
  }
  try {
    await turns.take(() => handle.sync());
  } catch (error) {
    if (isDiskFull(error)) return { kind: 'disk_full' };
    throw error;
  }
  return { kind: 'received', end, hash };
}

/** A nearly full disk takes less than it is given, and says so with the next write. */
async function writeAll(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const { bytesWritten } = await handle.write(chunk, at, chunk.length - at, position + at);
    at += bytesWritten;
  }
}

export function isDiskFull(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code);
}
