import { existsSync, linkSync, renameSync, statSync, unlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ResultSummary } from '../../core/job/ending.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { CopyTo } from './host-messages.ts';

/** Where a COPY … TO writes until it is committed. */
export function asidePath({ asideDir, target }: CopyTo): string {
  return join(asideDir, basename(target));
}

/**
 * Puts what a committed COPY wrote to where it was wanted; also after a crash, and a crash in the
 * middle of it. It replaces nothing.
 * @returns its ending: the effect of a COPY is its file, so that it has failed where that cannot be put
 */
export function finishCopy(copyTo: CopyTo, result: ResultSummary): Observed {
  const aside = asidePath(copyTo);
  try {
    if (existsSync(aside)) put(aside, copyTo.target);
    return { kind: 'succeeded', result };
  } catch (error) {
    return { kind: 'failed', error: { code: 'runtime', message: whyNotPut(error) } };
  }
}

function put(aside: string, target: string): void {
  if (statSync(aside).isDirectory()) return renameSync(aside, target);
  // A kill between the two calls leaves both names of the one file: the rest is still to do.
  if (!isSameFile(aside, target)) linkSync(aside, target);
  unlinkSync(aside);
}

function isSameFile(aside: string, target: string): boolean {
  const there = statSync(target, { throwIfNoEntry: false });
  const ours = statSync(aside);
  return there?.ino === ours.ino && there.dev === ours.dev;
}

/** The system's own text would name a path of the machine. */
function whyNotPut(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'].includes(code)
    ? 'Something came to that path while COPY wrote. It does not overwrite.'
    : `What COPY wrote cannot be put to its path (${code}).`;
}
