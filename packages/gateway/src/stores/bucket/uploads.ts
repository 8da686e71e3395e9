import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileName } from '../../core/files/file-name.ts';
import type { PartedFile, PutAnswer, Upload } from '../../core/ports/bucket-store.ts';
import { type BucketDirectories, ifThere, preparePlace, syncDirectoryOf } from './bucket-paths.ts';
import type { BucketUse } from './bucket-use.ts';
import type { DiskTurns } from './disk-turns.ts';
import { NewestUpload } from './newest-upload.ts';
import { readChunks } from './read-chunks.ts';
import { isDiskFull, receiveUpload } from './receive-upload.ts';
import { toBucketFile } from './to-bucket-file.ts';

/** How often a directory may vanish between its making and the rename: others delete, and prune. */
const mostTries = 100;

/** Brings files into buckets: written aside, checked, and renamed last. */
export class Uploads {
  readonly #directoriesOf: (projectId: string) => BucketDirectories;
  readonly #use: BucketUse;
  readonly #turns: DiskTurns;
  readonly #parts = new NewestUpload();
  readonly #live = new Set<string>();

  constructor(
    directoriesOf: (projectId: string) => BucketDirectories,
    use: BucketUse,
    turns: DiskTurns,
  ) {
    this.#directoriesOf = directoriesOf;
    this.#use = use;
    this.#turns = turns;
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

  /** Whether somebody writes this file aside now. */
  isLive(path: string): boolean {
    return this.#live.has(path);
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
    for await (const chunk of readChunks(this.#turns, handle, 0, size)) hash.update(chunk);
    return hash.digest('hex');
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

/** What a file aside is called whose parts are kept. */
export const partEnding = '.part';

/** The parts of one content for one name, and of no other, are kept together. */
function asideNameOf({ bucket, key }: FileName, { total, sha256 }: PartedFile): string {
  const what = JSON.stringify([bucket, key, total, sha256]);
  return createHash('sha256').update(what).digest('hex') + partEnding;
}

async function sizeOf(path: string): Promise<number> {
  return (await ifThere(stat(path)))?.size ?? 0;
}
