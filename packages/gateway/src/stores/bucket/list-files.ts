import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isSegment, topBucket, whyNoBucket } from '../../core/files/file-name.ts';
import type { BucketFile, FileList, FilePage } from '../../core/ports/bucket-store.ts';
import { directoryOf, ifThere } from './bucket-paths.ts';
import { toBucketFile } from './to-bucket-file.ts';

/** As deep as a key can be. */
const deepest = 32;

/** One page of the files of a bucket, in the order of their keys. */
export async function listFiles(
  bucketDir: string,
  bucket: string,
  { prefix, after, limit }: FilePage,
): Promise<FileList> {
  const files: BucketFile[] = [];
  const directory = directoryOf(bucketDir, bucket);
  const isTop = bucket === topBucket;
  // Buckets are directories: a link in the place of one is none.
  const root = await ifThere(lstat(directory));
  if (!root?.isDirectory()) return { files, next: null };
  for await (const file of filesIn(directory, '', { prefix, after, isTop }, 1)) {
    if (files.length === limit) return { files, next: files.at(-1)?.key ?? null };
    files.push(file);
  }
  return { files, next: null };
}

/** The names of the buckets that something lies in, or has. */
export async function listBuckets(bucketDir: string): Promise<readonly string[]> {
  const entries = (await ifThere(readdir(bucketDir, { withFileTypes: true }))) ?? [];
  const names = entries
    .filter((entry) => entry.isDirectory() && whyNoBucket(entry.name) === null)
    .map(({ name }) => name);
  return names.sort();
}

interface Wanted {
  readonly prefix: string;
  readonly after: string | null;
  /** Only what lies in the directory itself: the rest is in buckets of its own. */
  readonly isTop: boolean;
}

async function* filesIn(
  directory: string,
  above: string,
  wanted: Wanted,
  depth: number,
): AsyncGenerator<BucketFile> {
  for (const { name, isDirectory } of await entriesOf(directory)) {
    const key = above + name;
    if (isDirectory) {
      if (wanted.isTop || depth === deepest || !mayHold(`${key}/`, wanted)) continue;
      yield* filesIn(join(directory, name), `${key}/`, wanted, depth + 1);
    } else if (isWanted(key, wanted)) {
      const found = await ifThere(lstat(join(directory, name), { bigint: true }));
      // A link names what is not ours, and what went away meanwhile is not there.
      if (found?.isFile()) yield toBucketFile(key, found);
    }
  }
}

/** In the order of keys: that of a directory goes on with a slash. */
async function entriesOf(directory: string) {
  const entries = (await ifThere(readdir(directory, { withFileTypes: true }))) ?? [];
  return entries
    .filter(({ name }) => isSegment(name))
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory(), order: orderOf(entry) }))
    .sort((one, other) => Buffer.compare(one.order, other.order));
}

function orderOf(entry: Dirent): Buffer {
  return Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name);
}

function isWanted(key: string, { prefix, after }: Wanted): boolean {
  return key.startsWith(prefix) && (after === null || isBehind(key, after));
}

/** Whether keys that begin with this may be wanted. */
function mayHold(start: string, { prefix, after }: Wanted): boolean {
  const fitsPrefix = start.startsWith(prefix) || prefix.startsWith(start);
  return fitsPrefix && (after === null || after.startsWith(start) || isBehind(start, after));
}

function isBehind(key: string, after: string): boolean {
  return Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0;
}
