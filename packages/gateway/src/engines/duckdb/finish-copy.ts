import { existsSync, linkSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { CopyTo } from './host-messages.ts';

/** Where a COPY … TO writes until it is committed. */
export function asidePath({ asideDir, target }: CopyTo): string {
  return join(asideDir, basename(target));
}

/**
 * Puts what a committed COPY wrote to where it was wanted, in one step; also after a crash. It
 * replaces nothing.
 * @throws when the place was taken meanwhile
 */
export function finishCopy(copyTo: CopyTo): void {
  const aside = asidePath(copyTo);
  if (!existsSync(aside)) return;
  if (statSync(aside).isDirectory()) return renameSync(aside, copyTo.target);
  linkSync(aside, copyTo.target);
  unlinkSync(aside);
}
