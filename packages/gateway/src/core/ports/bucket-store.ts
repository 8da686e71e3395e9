import type { FileName } from '../files/file-name.ts';

/**
 * Keeps the files of each project: those that its SQL reads and writes. A file appears whole under its
 * name or not at all, and is never changed in its place: who reads it while it is replaced or deleted
 * reads the old one to its end.
 */
export interface BucketStore {
  /** Puts a file to its place, and in the place of one that is there. */
  put(projectId: string, file: FileName, upload: Upload): Promise<PutAnswer>;

  /** How many bytes of an upload in parts are here. */
  received(projectId: string, file: FileName, part: PartedFile): Promise<number>;

  has(projectId: string, file: FileName): Promise<boolean>;

  /** Opens a file to be read. Null where there is none. */
  open(projectId: string, file: FileName): Promise<OpenFile | null>;

  /** One page of a bucket's files, by key, in the order of the bytes of UTF-8. */
  list(projectId: string, bucket: string, page: FilePage): Promise<FileList>;

  /** The buckets that there is something in, by name. The bucket `_` is always there. */
  buckets(projectId: string): Promise<readonly string[]>;

  delete(projectId: string, file: FileName): Promise<'deleted' | 'unknown'>;

  /**
   * Copies a file to a path that is free, with its blocks shared where the file system can: what
   * happens to the file afterwards changes nothing there.
   * @param targetPath absolute; its directory is there
   */
  snapshot(projectId: string, file: FileName, targetPath: string): Promise<SnapshotAnswer>;

  /**
   * The same, to be copied from alone: nobody may write to it, since it takes no room where the file system can
   * give the file a second name.
   */
  hold(projectId: string, file: FileName, targetPath: string): Promise<SnapshotAnswer>;

  /**
   * Takes away the files of the bucket of this name that were put before `before` (milliseconds since the
   * epoch), in every project.
   */
  removeOlder(bucket: string, before: number): Promise<void>;

  /**
   * Takes away what is left of uploads: those of gateways that died, and of parts whose last came
   * before `before` (milliseconds since the epoch).
   */
  sweep(before: number): Promise<void>;
}

/** A file that comes in several requests. What has come is kept under this. */
export interface PartedFile {
  /** Bytes of the whole file. */
  readonly total: number;
  /** SHA-256 of the whole file, in hex: parts of two files never get mixed. */
  readonly sha256: string;
}

export interface Upload {
  /** Throws when it is cut off. */
  readonly content: AsyncIterable<Uint8Array>;
  /** Bytes of the content, where that is known before. */
  readonly length: number | null;
  /** SHA-256 of the content in hex, where its sender says so. */
  readonly sha256: string | null;
  /** The place of the content in a file that comes in parts; null: the content is the file. */
  readonly part: (PartedFile & { readonly offset: number }) | null;
  /** How many bytes the project may have; null: as many as the disk takes. */
  readonly limit: number | null;
}

export type PutAnswer =
  /** The file is in its place, and on disk. */
  | { readonly kind: 'put'; readonly file: BucketFile; readonly sha256: string; isNew: boolean }
  /** More is to come. */
  | { readonly kind: 'part_kept'; readonly received: number }
  | { readonly kind: 'wrong_offset'; readonly received: number }
  /** The content is not what its sender says it is: of a part that is dropped, of a file all of it. */
  | { readonly kind: 'wrong_digest'; readonly declared: string; readonly found: string }
  /** The connection broke. Of a part what came is kept. */
  | { readonly kind: 'cut_off'; readonly cause: unknown }
  /** More came than the part, or the file, was said to have. */
  | { readonly kind: 'too_long' }
  | { readonly kind: 'over_quota'; readonly limit: number; readonly used: number }
  | { readonly kind: 'disk_full' }
  /** Something that is no file has the name, or a file has the name of a directory above it. */
  | { readonly kind: 'in_the_way'; readonly key: string };

/** A file as it is listed. */
export interface BucketFile {
  readonly key: string;
  /** In bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Another for every content that the key ever had. */
  readonly etag: string;
}

export interface OpenFile extends AsyncDisposable {
  readonly file: BucketFile;
  /**
   * The bytes from `start` to before `end`. Taken no faster than they are asked for, and there until the next are:
   * their memory is used again.
   */
  read(start: number, end: number): AsyncIterable<Uint8Array>;
}

export interface FilePage {
  /** What the keys begin with. */
  readonly prefix: string;
  /** The key after which the page begins. */
  readonly after: string | null;
  readonly limit: number;
}

export interface FileList {
  readonly files: readonly BucketFile[];
  /** The key after which the next page begins; null when this one is the last (I11). */
  readonly next: string | null;
}

export type SnapshotAnswer =
  | { readonly kind: 'copied'; readonly size: number }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'disk_full' };
