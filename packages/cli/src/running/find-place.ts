import { accessSync, constants, lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SluiceContext } from '../sluice-context.ts';
import { unwritable } from './unwritable.ts';

/** Where a file is to be written. */
export interface Place {
  /** Behind every link, so that what a link points to is replaced and not the link. */
  readonly path: string;
  /** The permissions of the file that is there already; null where there is none. */
  readonly mode: number | null;
}

/**
 * Finds the place that a user named for a file.
 * @throws UsageError that says why no file can be there, and what to do
 */
export function findPlace({ workingDirectory }: SluiceContext, target: string): Place {
  const path = resolve(workingDirectory, target);
  demandDirectory(dirname(path), target);
  try {
    const found = look(path, statSync);
    if (found) return placeOf(path, found, target);
    if (!look(path, lstatSync)) return { path, mode: null };
  } catch (error) {
    throw unwritable(target, error);
  }
  throw unwritable(target, 'it is a link to a file that is not there');
}

function demandDirectory(directory: string, target: string): void {
  const found = look(directory, statSync);
  if (!found) {
    const advice = `make it first: mkdir -p ${directory}`;
    throw unwritable(target, `there is no directory ${directory}; ${advice}`);
  }
  if (!found.isDirectory()) throw unwritable(target, `${directory} is no directory`);
}

function placeOf(path: string, found: Stats, target: string): Place {
  if (found.isDirectory()) throw unwritable(target, 'it is a directory; name a file in it');
  // What is put in its place would take it away.
  if (!found.isFile()) throw unwritable(target, 'it is no plain file; - is standard output');
  // A rename asks for the directory alone, and root is asked for nothing.
  if ((found.mode & 0o222) === 0) throw unwritable(target, 'the file there can only be read');
  accessSync(path, constants.W_OK);
  return { path: realpathSync(path), mode: found.mode & 0o7777 };
}

function look(path: string, stat: typeof statSync): Stats | null {
  try {
    return stat(path) ?? null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
