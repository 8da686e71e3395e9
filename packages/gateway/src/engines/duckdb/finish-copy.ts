import { existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CopyTo } from './host-messages.ts';

/** Where a COPY … TO writes until it is committed. */
export function asidePath({ asideDir, target }: CopyTo): string {
  return join(asideDir, basename(target));
}

/** Puts what a committed COPY wrote to where it was wanted, in one step; also after a crash. */
export function finishCopy(copyTo: CopyTo): void {
  const aside = asidePath(copyTo);
  if (existsSync(aside)) renameSync(aside, copyTo.target);
}
