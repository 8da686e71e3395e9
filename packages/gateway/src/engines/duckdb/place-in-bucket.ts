import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { JobError } from '../../core/job/ending.ts';

/** The absolute path, if it lies in the bucket directory and no link leads out of it. */
export function placeInBucket(bucketDir: string, path: string): string | null {
  const bucket = resolve(bucketDir);
  const target = isAbsolute(path) ? resolve(path) : join(bucket, path);
  if (!target.startsWith(bucket + sep)) return null;
  let parent = dirname(target);
  while (!existsSync(parent)) parent = dirname(parent);
  const real = realpathSync(parent);
  const realBucket = existsSync(bucket) ? realpathSync(bucket) : bucket;
  return real === realBucket || real.startsWith(realBucket + sep) || !existsSync(bucket)
    ? target
    : null;
}

export function outsideBucket(path: string): JobError {
  return {
    code: 'forbidden',
    message: `The path '${path}' is not in this project's bucket directory; SQL reaches no other.`,
  };
}
