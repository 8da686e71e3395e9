import { existsSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { LogPiece } from '../core/ports/batch-engine.ts';
import type { BatchPlace, BatchRoom, LogStream } from './batch-room.ts';
import { readLogState, writeLogState } from './log-state.ts';

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
    file = await open(room.logFile(stream), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const start = Math.max(from, firstKept(room, stream));
    const wanted = Math.max(0, Math.min(most, size - start));
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, start);
    // What was given back while it was read has no bytes of the program in it.
    const kept = Math.max(start, firstKept(room, stream));
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
  const kept = firstKept(room, stream);
  const { size } = await stat(path);
  if (size - kept <= limitBytes) return;
  const end = size - Math.floor(limitBytes / 2);
  const next = end - (end % blockBytes);
  if (next <= kept) return;
  // Said before it is done: nobody reads zeros for what a program wrote.
  const { keptFrom, diskFullAt } = readLogState(room);
  writeLogState(room, { keptFrom: { ...keptFrom, [stream]: next }, diskFullAt });
  const hole = ['--punch-hole', '--offset', '0', '--length', String(next)];
  await promisify(execFile)('fallocate', [...hole, path]);
}

function firstKept(room: BatchRoom, stream: LogStream): number {
  return readLogState(room).keptFrom[stream];
}
