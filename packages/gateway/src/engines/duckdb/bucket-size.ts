import { directorySize } from './directory-size.ts';

interface BucketDirectories {
  readonly bucketDir: string;
  /** Where files of the bucket come before they are whole. */
  readonly uploadsDir: string;
}

/** What counts for `bucket_bytes`: the bytes of all files in the bucket, also aside, and of uploads on their way. */
export async function bucketSize({ bucketDir, uploadsDir }: BucketDirectories): Promise<number> {
  // In this order: an upload that gets its place meanwhile is rather counted twice than not at all.
  const onTheirWay = await directorySize(uploadsDir);
  return onTheirWay + (await directorySize(bucketDir));
}
