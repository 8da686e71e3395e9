import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { chmod, type FileHandle, open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { LogPiece } from '../core/ports/batch-engine.ts';
import type { BatchPlace, BatchRoom, LogStream } from './batch-room.ts';
import { readLogState, writeLogState } from './log-state.ts';

const ownMode = 0o600;
/** What file systems give back at a time. */
const blockBytes = 4096;

/**
 * Reads a piece of a log. What is not kept any more is passed over, and the piece says where it begins.
 * @param attempt which try; undefined: the last one
 */
export async function readBatchLog(
  place: BatchPlace,
  stream: LogStream,
  attempt: number | undefined,
  from: number,
  most: number,
): Promise<LogPiece> {
  const { attempts } = place;
  const tried = attempt ?? Math.max(attempts - 1, 0);
  const room = place.room(tried);
  const { diskFullAt } = readLogState(room);
  const empty = { attempt: tried, bytes: Buffer.alloc(0), from, size: 0, attempts, diskFullAt };
  let file;
  try {
    file = await openOwn(room.logFile(stream));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const start = Math.max(from, firstKept(room, stream, size));
    const wanted = Math.max(0, Math.min(most, size - start));
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, start);
    // What was given back while it was read has no bytes of the program in it.
    const kept = Math.max(start, firstKept(room, stream, size));
    const bytes = buffer.subarray(Math.min(kept - start, bytesRead), bytesRead);
    return { attempt: tried, bytes, from: kept, size, attempts, diskFullAt };
  } finally {
    await file.close();
  }
}

/**
 * Gives back the older part of a log that has grown over its limit. Offsets stay what they were, since
 * the program goes on writing at the end of the same file. It needs no room on the disk.
 * @param limitBytes at most so much is kept, and at least half of it
 */
export async function trimBatchLog(
  room: BatchRoom,
  stream: LogStream,
  limitBytes: number,
): Promise<void> {
  const path = room.logFile(stream);
  // One that was not begun has none.
  if (!existsSync(path)) return;
  const { size, mode } = await stat(path);
  const kept = firstKept(room, stream, size);
  if (size - kept <= limitBytes) return;
  if ((mode & ownMode) !== ownMode) await chmod(path, ownMode);
  const end = size - Math.floor(limitBytes / 2);
  const next = end - (end % blockBytes);
  if (next <= kept) return;
  // Said before it is done: nobody reads zeros for what a program wrote.
  const { keptFrom, diskFullAt } = readLogState(room);
  writeLogState(room, { keptFrom: { ...keptFrom, [stream]: next }, diskFullAt });
  const hole = ['--punch-hole', '--offset', '0', '--length', String(next)];
  await promisify(execFile)('fallocate', [...hole, path]);
}

/** A program may have cut its own log short: then what it writes afterwards is kept from the beginning on. */
function firstKept(room: BatchRoom, stream: LogStream, size: number): number {
  const kept = readLogState(room).keptFrom[stream];
  return kept > size ? 0 : kept;
}

/** A program that runs as the same user may have taken away the right to read its log. */
async function openOwn(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    await chmod(path, ownMode);
    return open(path, 'r');
  }
}
