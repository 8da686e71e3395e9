import { existsSync, linkSync, mkdirSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { JobError, ResultSummary } from '../../core/job/ending.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { CopyMode, CopyTo } from './messages/run-order.ts';

/** Where a COPY … TO writes until it is committed. */
export function asidePath({ asideDir, target }: CopyTo): string {
  return join(asideDir, basename(target));
}

/** Makes the place aside, with nothing in it. */
export function makeAside({ asideDir }: CopyTo): void {
  rmSync(asideDir, { recursive: true, force: true });
  mkdirSync(asideDir, { recursive: true, mode: 0o700 });
}

/** What stays of it is found when the job gives back what it holds. */
export function removeAside({ asideDir }: CopyTo): void {
  try {
    rmSync(asideDir, { recursive: true, force: true });
  } catch {
    // Its run has ended, whichever way, and says so.
  }
}

/** What is wrong with the place that a COPY … TO, or an export, names; null when it can be written. */
export function placeFault({ target, mode }: CopyTo): JobError | null {
  const there = statSync(target, { throwIfNoEntry: false });
  switch (mode) {
    case 'plain':
      if (there) return targetTaken;
      return existsSync(dirname(target)) ? null : noDirectory;
    case 'new_folder':
      return there ? folderTaken : null;
    case 'replace_folder':
      return there?.isFile() ? fileThere : null;
  }
}

/**
 * Puts what a committed COPY wrote to where it was wanted; also after a crash, and a crash in the
 * middle of it. It replaces nothing but the folder of an export that was told to.
 * @returns its ending: the effect of a COPY is its file, so that it has failed where that cannot be put
 */
export function finishCopy(copyTo: CopyTo, result: ResultSummary): Observed {
  const aside = asidePath(copyTo);
  try {
    if (existsSync(aside)) put(aside, copyTo);
    rmSync(formerPath(copyTo), { recursive: true, force: true });
    return { kind: 'succeeded', result };
  } catch (error) {
    return { kind: 'failed', error: { code: 'runtime', message: whyNotPut(error, copyTo.mode) } };
  }
}

function put(aside: string, copyTo: CopyTo): void {
  const { target, mode } = copyTo;
  if (mode !== 'plain') mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  // A kill between the two renames leaves the new one aside: the rest is still to do.
  if (mode === 'replace_folder' && existsSync(target)) renameSync(target, formerPath(copyTo));
  if (statSync(aside).isDirectory()) return renameSync(aside, target);
  // A kill between the two calls leaves both names of the one file: the rest is still to do.
  if (!isSameFile(aside, target)) linkSync(aside, target);
  unlinkSync(aside);
}

/** Where what is replaced goes first; it is taken away with the place aside (`path-release.ts`). */
function formerPath({ asideDir }: CopyTo): string {
  return `${asideDir}.tmp`;
}

function isSameFile(aside: string, target: string): boolean {
  const there = statSync(target, { throwIfNoEntry: false });
  const ours = statSync(aside);
  return there?.ino === ours.ino && there.dev === ours.dev;
}

/** The system's own text would name a path of the machine. */
function whyNotPut(error: unknown, mode: CopyMode): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOTDIR') return 'A file lies where that path needs a folder; name another path.';
  if (!['EEXIST', 'ENOTEMPTY', 'EISDIR'].includes(code)) {
    return `What was written cannot be put to its path (${code}).`;
  }
  return `Something came to that path while this was written. ${instead[mode]}`;
}

/** What to do where something is at the path. */
const instead: Record<CopyMode, string> = {
  plain: 'COPY does not overwrite; name another path.',
  new_folder: 'Name another folder, or have this one replaced (Overwrite).',
  replace_folder: 'An export makes a folder; name another.',
};

const targetTaken: JobError = {
  code: 'runtime',
  message: `There is something at that path already. ${instead.plain}`,
};
const noDirectory: JobError = {
  code: 'runtime',
  message:
    'There is no such directory in the bucket; COPY makes a file, not the directories above it.',
};
const folderTaken: JobError = {
  code: 'runtime',
  message: `There is something at that path already. ${instead.new_folder}`,
};
const fileThere: JobError = {
  code: 'runtime',
  message: `There is a file at that path. ${instead.replace_folder}`,
};
