import { chmod, chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobError } from '../../core/job/ending.ts';
import type { FileName } from '../../core/files/file-name.ts';
import type { BatchRoom } from '../batch-room.ts';
import { diskFull } from '../full-disk.ts';
import { logStateBytes } from '../log-state.ts';
import { noFile } from '../no-file.ts';
import { reserveFile } from '../reserved-file.ts';
import { type BatchBuckets, filesFor } from './held-files.ts';
import { nameInWork, temporaryName } from './read-program.ts';
import { removeWork } from './remove-work.ts';
import { seenBytes } from './seen-file.ts';

/** Of what `init.sh` writes down: most of it the names of what a program left. */
const recordBytes = 8_192;
/** Of two rungs with their times. */
const rungsBytes = 128;

/**
 * Makes the room of one try and a working directory with its files, as they are at the first try: what becomes
 * of them later changes nothing there.
 * @param retries how many tries may follow the first
 * @param uid whose directory it is; null: the gateway's user
 * @returns why it cannot be begun; null when it can
 * @throws when the room is there: another gateway has begun this try
 */
export async function furnishRoom(
  buckets: BatchBuckets,
  projectId: string,
  room: BatchRoom,
  files: readonly FileName[],
  retries: number,
  uid: number | null,
): Promise<JobError | null> {
  const { workDir, path } = room.place;
  await mkdir(path, { recursive: true, mode: 0o700 });
  await mkdir(room.path, { mode: 0o700 });
  await reserveFile(room.recordFile, recordBytes);
  await reserveFile(room.rungsFile, rungsBytes);
  await reserveFile(room.seenFile, seenBytes);
  await reserveFile(room.logStateFile, logStateBytes);
  await removeWork(workDir);
  const temporaryDir = join(workDir, temporaryName);
  await mkdir(temporaryDir, { recursive: true, mode: 0o700 });
  const made = [workDir, temporaryDir];
  const copy = await filesFor(buckets, projectId, room, retries);
  for (const file of files) {
    const target = join(workDir, nameInWork(file));
    const { kind } = await copy(file, target);
    if (kind === 'unknown') return noFile(file);
    if (kind === 'disk_full') return diskFull;
    await chmod(target, 0o700);
    made.push(target);
  }
  if (uid !== null) for (const path of made) await chown(path, uid, uid);
  return null;
}
