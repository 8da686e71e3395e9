import { topBucket } from '../files/file-name.ts';
import { isImported } from '../job/is-imported.ts';
import { type Export, type Import, type Place, placeOf, type Transfer } from '../job/transfer.ts';
import type { BucketStore } from '../ports/bucket-store.ts';

export type PlaceRefusal =
  | { readonly kind: 'no_bucket'; readonly bucket: string }
  /** There is no file to import. */
  | { readonly kind: 'nothing_there'; readonly place: Place }
  /** Something is there already, and it is not to be replaced. */
  | { readonly kind: 'place_taken' }
  /** A file is where the folder, or one above it, would have to be. */
  | { readonly kind: 'file_in_the_way'; readonly key: string };

/** As many are looked through for one that an import would read. */
const mostListed = 1_000;

/** A bucket is there as long as something is in it. So that of another project is as unknown as none (I10). */
export async function refusalOfPlace(
  buckets: BucketStore,
  projectId: string,
  transfer: Transfer,
): Promise<PlaceRefusal | null> {
  const { bucket } = placeOf(transfer);
  const all = await buckets.buckets(projectId);
  // Files that lie in no directory are there to import; an export makes a directory, which would be a bucket.
  const isTop = bucket === topBucket && transfer.kind === 'import';
  if (!isTop && !all.includes(bucket)) return { kind: 'no_bucket', bucket };
  return transfer.kind === 'import'
    ? refusalOfSource(buckets, projectId, transfer)
    : refusalOfTarget(buckets, projectId, transfer);
}

async function refusalOfSource(
  buckets: BucketStore,
  projectId: string,
  { from }: Import,
): Promise<PlaceRefusal | null> {
  if (await buckets.has(projectId, from)) return null;
  const prefix = `${from.key}/`;
  const page = { prefix, after: null, limit: mostListed };
  const { files } = await buckets.list(projectId, from.bucket, page);
  const names = files.map(({ key }) => key.slice(prefix.length));
  // What is in folders is not read.
  const isThere = names.some((name) => !name.includes('/') && isImported(name));
  return isThere || files.length === mostListed ? null : { kind: 'nothing_there', place: from };
}

async function refusalOfTarget(
  buckets: BucketStore,
  projectId: string,
  { to: { bucket, key }, replaces }: Export,
): Promise<PlaceRefusal | null> {
  const parts = key.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const above = parts.slice(0, depth).join('/');
    if (await buckets.has(projectId, { bucket, key: above })) {
      return { kind: 'file_in_the_way', key: above };
    }
  }
  if (await buckets.has(projectId, { bucket, key })) {
    return replaces ? { kind: 'file_in_the_way', key } : { kind: 'place_taken' };
  }
  if (replaces) return null;
  const inside = { prefix: `${key}/`, after: null, limit: 1 };
  const { files } = await buckets.list(projectId, bucket, inside);
  return files.length > 0 ? { kind: 'place_taken' } : null;
}
