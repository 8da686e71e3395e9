import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
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
  preparePlace,
  pruneAbove,
  syncDirectoryOf,
} from './bucket-paths.ts';
import { BucketUse } from './bucket-use.ts';
import { DiskTurns } from './disk-turns.ts';
import { listBuckets, listFiles } from './list-files.ts';
import { NewestUpload } from './newest-upload.ts';
import { isDiskFull, receiveUpload } from './receive-upload.ts';
import { toBucketFile } from './to-bucket-file.ts';

const removedAtOnce = { prefix: '', limit: 1_000 };
/** Of the four threads that Node has for the disk. */
const diskAtOnce = 2;
const chunkBytes = 128 * 1_024;
/** How often a directory may vanish between its making and the rename: others delete, and prune. */
const mostTries = 100;

/** The files of all projects, each in directories of its own. */
export class FileBucketStore implements BucketStore {
  readonly #directoriesOf: (projectId: string) => BucketDirectories;
  readonly #projects: () => readonly string[];
  readonly #use: BucketUse;
  readonly #turns = new DiskTurns(diskAtOnce);
  readonly #parts = new NewestUpload();
  /** Files aside that somebody writes now. */
  readonly #live = new Set<string>();

  /** @param measure the bytes of all files in a directory and below */
  constructor(
    directoriesOf: (projectId: string) => BucketDirectories,
    projects: () => readonly string[],
    measure: (directory: string) => Promise<number>,
  ) {
    this.#directoriesOf = directoriesOf;
    this.#projects = projects;
    this.#use = new BucketUse(async (projectId) => {
      const { bucketDir, uploadsDir } = directoriesOf(projectId);
      return (await measure(bucketDir)) + (await measure(uploadsDir));
    });
  }

  async put(projectId: string, file: FileName, upload: Upload): Promise<PutAnswer> {
    const { uploadsDir } = this.#directoriesOf(projectId);
    await mkdir(uploadsDir, { recursive: true, mode: 0o700 });
    const { part } = upload;
    if (part === null) {
      const aside = join(uploadsDir, randomUUID());
      return this.#whileLive(aside, () => this.#putWhole(projectId, file, upload, aside));
    }
    const aside = join(uploadsDir, asideNameOf(file, part));
    return this.#parts.run(aside, upload.content, (content) =>
      this.#whileLive(aside, () =>
        this.#putPart(projectId, file, { ...upload, content, part }, aside),
      ),
    );
  }

  async received(projectId: string, file: FileName, part: PartedFile): Promise<number> {
    const { uploadsDir } = this.#directoriesOf(projectId);
    return sizeOf(join(uploadsDir, asideNameOf(file, part)));
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
      read: (start, end) => this.#read(handle, start, end),
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
        if (!this.#live.has(path) && !isKept) await rm(path, { force: true });
      }
    }
  }

  async #putWhole(
    projectId: string,
    file: FileName,
    upload: Upload,
    aside: string,
  ): Promise<PutAnswer> {
    try {
      await using handle = await open(aside, 'wx', 0o600);
      const received = await receiveUpload(this.#partsOf(projectId), handle, upload);
      if (received.kind === 'cut_off') return { kind: 'cut_off', cause: received.cause };
      if (received.kind !== 'received') return received;
      const found = received.hash.digest('hex');
      const declared = upload.sha256;
      if (declared !== null && declared !== found) return { kind: 'wrong_digest', declared, found };
      return await this.#place(projectId, file, handle, aside, found);
    } finally {
      await rm(aside, { force: true });
    }
  }

  async #putPart(
    projectId: string,
    file: FileName,
    upload: Upload & { readonly part: PartedFile & { readonly offset: number } },
    aside: string,
  ): Promise<PutAnswer> {
    const { part } = upload;
    const there = await sizeOf(aside);
    // A part at 0 begins anew.
    if (part.offset !== 0 && part.offset !== there) {
      return { kind: 'wrong_offset', received: there };
    }
    await using handle = await open(aside, part.offset === 0 ? 'w+' : 'r+', 0o600);
    const received = await receiveUpload(this.#partsOf(projectId), handle, upload);
    switch (received.kind) {
      case 'cut_off':
        return { kind: 'cut_off', cause: received.cause };
      case 'too_long':
        await handle.truncate(part.offset);
        return received;
      case 'over_quota':
      case 'disk_full':
        // What is kept would take the room that is missing.
        await rm(aside, { force: true });
        return received;
      case 'received':
        break;
    }
    const found = received.hash.digest('hex');
    if (upload.sha256 !== null && upload.sha256 !== found) {
      await handle.truncate(part.offset);
      return { kind: 'wrong_digest', declared: upload.sha256, found };
    }
    if (received.end < part.total) return { kind: 'part_kept', received: received.end };
    const whole = await this.#digestOf(handle, part.total);
    if (whole !== part.sha256) {
      await rm(aside, { force: true });
      return { kind: 'wrong_digest', declared: part.sha256, found: whole };
    }
    return await this.#place(projectId, file, handle, aside, whole);
  }

  /** Gives what is whole, and on disk, its name. */
  async #place(
    projectId: string,
    file: FileName,
    handle: FileHandle,
    aside: string,
    sha256: string,
  ): Promise<PutAnswer> {
    const { bucketDir } = this.#directoriesOf(projectId);
    for (let tries = 1; ; tries++) {
      try {
        const place = await preparePlace(bucketDir, file);
        if (place.kind === 'in_the_way') {
          await rm(aside, { force: true });
          return place;
        }
        await rename(aside, place.path);
        await ifThere(syncDirectoryOf(place.path));
        const found = toBucketFile(file.key, await handle.stat({ bigint: true }));
        return { kind: 'put', file: found, sha256, isNew: place.isNew };
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        if (isDiskFull(error)) {
          await rm(aside, { force: true });
          return { kind: 'disk_full' };
        }
        if (code === 'EISDIR' || code === 'ENOTDIR') return { kind: 'in_the_way', key: file.key };
        if (code !== 'ENOENT' || tries === mostTries) throw error;
      }
    }
  }

  async #digestOf(handle: FileHandle, size: number): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of this.#read(handle, 0, size)) hash.update(chunk);
    return hash.digest('hex');
  }

  async *#read(handle: FileHandle, start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
      const { bytesRead } = await this.#turns.take(() => handle.read(chunk, 0, chunk.length, at));
      // Files are never cut; if one is, its reader is told by what is missing.
      if (bytesRead === 0) throw new Error('a file of a bucket is shorter than it was');
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  #partsOf(projectId: string) {
    return { use: this.#use, turns: this.#turns, projectId };
  }

  async #whileLive(aside: string, act: () => Promise<PutAnswer>): Promise<PutAnswer> {
    this.#live.add(aside);
    try {
      return await act();
    } finally {
      this.#live.delete(aside);
    }
  }
}

const partEnding = '.part';

/** The parts of one content for one name, and of no other, are kept together. */
function asideNameOf({ bucket, key }: FileName, { total, sha256 }: PartedFile): string {
  const what = JSON.stringify([bucket, key, total, sha256]);
  return createHash('sha256').update(what).digest('hex') + partEnding;
}

async function sizeOf(path: string): Promise<number> {
  return (await ifThere(stat(path)))?.size ?? 0;
}
