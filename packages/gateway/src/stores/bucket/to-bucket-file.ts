import type { BigIntStats } from 'node:fs';
import type { BucketFile } from '../../core/ports/bucket-store.ts';

/** A file is replaced by another, never written again: which one it is says what is in it. */
export function toBucketFile(
  key: string,
  { size, mtimeNs, mtimeMs, ino }: BigIntStats,
): BucketFile {
  const etag = [ino, size, mtimeNs].map((part) => part.toString(36)).join('-');
  return { key, size: Number(size), modifiedAt: Number(mtimeMs), etag };
}
