import { constants } from 'node:fs';
import { copyFile, link, lstat, readdir, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileName } from '../../core/files/file-name.ts';
import type {
  BucketStore,
  FileList,
  FilePage,
  OpenFile,
  PartedFile,
  PutAnswer,
  SnapshotAnswer,
  Upload,
} from '../../core/ports/bucket-store.ts';
import {
  type BucketDirectories,
  findBeneath,
  ifThere,
  openBeneath,
  pruneAbove,
  syncDirectoryOf,
} from './bucket-paths.ts';
import { BucketUse } from './bucket-use.ts';
import { DiskTurns } from './disk-turns.ts';
import { listBuckets, listFiles } from './list-files.ts';
import { readChunks } from './read-chunks.ts';
import { isDiskFull } from './receive-upload.ts';
import { toBucketFile } from './to-bucket-file.ts';
import { partEnding, Uploads } from './uploads.ts';

const removedAtOnce = { prefix: '', limit: 1_000 };
/** Of the four threads that Node has for the disk. */
const diskAtOnce = 2;

/** The files of all projects, each in directories of its own. */
export class FileBucketStore implements BucketStore {
  readonly #directoriesOf: (projectId: string) => BucketDirectories;
  readonly #projects: () => readonly string[];
  readonly #turns = new DiskTurns(diskAtOnce);
  readonly #uploads: Uploads;

  /** @param measure the bytes of all files of a project, with those on their way */
  constructor(
    directoriesOf: (projectId: string) => BucketDirectories,
    projects: () => readonly string[],
    measure: (directories: BucketDirectories) => Promise<number>,
  ) {
    this.#directoriesOf = directoriesOf;
    this.#projects = projects;
    const use = new BucketUse((projectId) => measure(directoriesOf(projectId)));
    this.#uploads = new Uploads(directoriesOf, use, this.#turns);
  }

  put(projectId: string, file: FileName, upload: Upload): Promise<PutAnswer> {
    return this.#uploads.put(projectId, file, upload);
  }

  received(projectId: string, file: FileName, part: PartedFile): Promise<number> {
    return this.#uploads.received(projectId, file, part);
  }

  async has(projectId: string, file: FileName): Promise<boolean> {
    return (await findBeneath(this.#directoriesOf(projectId).bucketDir, file)) !== null;
  }

  async open(projectId: string, file: FileName): Promise<OpenFile | null> {
    const handle = await openBeneath(this.#directoriesOf(projectId).bucketDir, file);
    if (!handle) return null;
    const found = toBucketFile(file.key, await handle.stat({ bigint: true }));
    return {
      file: found,
      read: (start, end) => readChunks(this.#turns, handle, start, end),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  }

  list(projectId: string, bucket: string, page: FilePage): Promise<FileList> {
    return listFiles(this.#directoriesOf(projectId).bucketDir, bucket, page);
  }

  buckets(projectId: string): Promise<readonly string[]> {
    return listBuckets(this.#directoriesOf(projectId).bucketDir);
  }

  async delete(projectId: string, file: FileName): Promise<'deleted' | 'unknown'> {
    const { bucketDir } = this.#directoriesOf(projectId);
    const path = await findBeneath(bucketDir, file);
    if (path === null || (await ifThere(unlink(path).then(() => true))) === null) return 'unknown';
    // Gone is gone, also if the power fails now.
    await ifThere(syncDirectoryOf(path));
    await pruneAbove(bucketDir, file);
    return 'deleted';
  }

  async snapshot(projectId: string, file: FileName, targetPath: string): Promise<SnapshotAnswer> {
    const { bucketDir } = this.#directoriesOf(projectId);
    const path = await findBeneath(bucketDir, file);
    if (path === null) return { kind: 'unknown' };
    const flags = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL;
    try {
      const copied = await this.#turns.take(() => ifThere(copyFile(path, targetPath, flags)));
      if (copied === null) return { kind: 'unknown' };
      return { kind: 'copied', size: (await stat(targetPath)).size };
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await rm(targetPath, { force: true });
      return { kind: 'disk_full' };
    }
  }

  async hold(projectId: string, file: FileName, targetPath: string): Promise<SnapshotAnswer> {
    const path = await findBeneath(this.#directoriesOf(projectId).bucketDir, file);
    if (path === null) return { kind: 'unknown' };
    try {
      if ((await ifThere(link(path, targetPath).then(() => true))) === null)
        return { kind: 'unknown' };
      return { kind: 'copied', size: (await stat(targetPath)).size };
    } catch (error) {
      // Another file system, one without links, or a file that has as many as it may have.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
      return this.snapshot(projectId, file, targetPath);
    }
  }

  async removeOlder(bucket: string, before: number): Promise<void> {
    for (const projectId of this.#projects()) {
      let after: string | null = null;
      do {
        const page: FileList = await this.list(projectId, bucket, { ...removedAtOnce, after });
        for (const { key, modifiedAt } of page.files) {
          if (modifiedAt < before) await this.delete(projectId, { bucket, key });
        }
        after = page.next;
      } while (after !== null);
    }
  }

  async sweep(before: number): Promise<void> {
    for (const projectId of this.#projects()) {
      const { uploadsDir } = this.#directoriesOf(projectId);
      for (const name of (await ifThere(readdir(uploadsDir))) ?? []) {
        const path = join(uploadsDir, name);
        const found = await ifThere(lstat(path));
        const isKept = name.endsWith(partEnding) && (found?.mtimeMs ?? 0) >= before;
        if (!this.#uploads.isLive(path) && !isKept) await rm(path, { force: true });
      }
    }
  }
}
