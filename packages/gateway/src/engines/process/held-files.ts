import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileName } from '../../core/files/file-name.ts';
import type { BucketStore, SnapshotAnswer } from '../../core/ports/bucket-store.ts';
import type { BatchRoom } from '../batch-room.ts';
import { nameInWork } from './read-program.ts';

export type BatchBuckets = Pick<BucketStore, 'snapshot' | 'hold'>;

/** Copies a file of a batch to a path that is free. */
export type CopyOfFile = (
  file: FileName,
  targetPath: string,
) => Promise<Pick<SnapshotAnswer, 'kind'>>;

/** From where the files of a try are copied: each further try gets what the first one got. */
export async function filesFor(
  buckets: BatchBuckets,
  projectId: string,
  { place, attempt }: BatchRoom,
  retries: number,
): Promise<CopyOfFile> {
  const { heldDir } = place;
  const fromBucket: CopyOfFile = (file, target) => buckets.snapshot(projectId, file, target);
  if (attempt > 0) {
    // A batch of an earlier release has none.
    return existsSync(heldDir) ? (file, target) => copyHeld(heldDir, file, target) : fromBucket;
  }
  if (retries === 0) return fromBucket;
  // A gateway that died may have begun to hold them: nothing was begun with those.
  await rm(heldDir, { recursive: true, force: true });
  await mkdir(heldDir, { mode: 0o700 });
  return async (file, target) => {
    const held = await buckets.hold(projectId, file, join(heldDir, nameInWork(file)));
    return held.kind === 'copied' ? copyHeld(heldDir, file, target) : held;
  };
}

/** @throws when the disk is full */
async function copyHeld(heldDir: string, file: FileName, targetPath: string) {
  const flags = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;
  await copyFile(join(heldDir, nameInWork(file)), targetPath, flags);
  return { kind: 'copied' } as const;
}
