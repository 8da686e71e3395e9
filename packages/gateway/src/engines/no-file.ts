import type { JobError } from '../core/job/ending.ts';
import type { FileName } from '../core/files/file-name.ts';

/** Of a file that a batch names. */
export function noFile({ bucket, key }: FileName): JobError {
  return {
    code: 'semantic',
    message: `There is no file obs://${bucket}/${key} in this project. Put it there first.`,
  };
}
